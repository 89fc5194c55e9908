package dev.llmrouter.content;

import dev.llmrouter.call.TimeWindow;
import dev.llmrouter.catalog.Doc;
import dev.llmrouter.policy.ModelName;
import dev.llmrouter.text.Language;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One case of the policy {@code content}: all of its conditions have to hold. */
@Doc("a case: all of its conditions have to hold")
public record Rule(
        @Doc("holds where this Simple predicate does; the body is the text of the prompt") @Nullable String simple,
        @Doc("holds where this path finds something in the request as chat completions have it") @Nullable
                String jsonpath,
        @Doc("holds where this does in the prompt, if that is XML") @Nullable String xpath,
        @Doc("holds where this is found anywhere in the prompt") @Nullable String regex,
        @Doc("holds where the caller sent a header of this name, in any case") @Nullable String header,
        @Doc("what the header has to be, exactly; default anything") @Nullable String is,
        @Doc("holds where this bean of the registry says so: a Predicate of the Call, or any bean as Camel calls it")
                @Nullable
                String bean,
        @Doc("the method of the bean; default the one that fits") @Nullable String method,
        @Doc("holds where the prompt is in this language, as a code of ISO 639-1") @Nullable String language,
        @Doc("holds at these hours, such as Mon-Fri 08:00-18:00 Europe/Berlin") @Nullable String within,
        @Doc("holds where this does, in any language of Camel's") @Nullable CamelExpression expression,
        @Doc(value = "who then answers: a model, a target, or PROVIDER/MODEL", required = true) @ModelName String use) {

    /** Refuses what needs no Camel to be seen as wrong, where the file can still say the line. */
    public Rule {
        if (Stream.of(simple, jsonpath, xpath, regex, header, bean, language, within, expression)
                .allMatch(condition -> condition == null)) {
            throw new IllegalArgumentException("has no condition; add one, such as simple, regex or header");
        }
        if (is != null && header == null) {
            throw new IllegalArgumentException("is stands beside header only");
        }
        if (method != null && bean == null) {
            throw new IllegalArgumentException("method stands beside bean only");
        }
        checkRegex(regex);
        checkLanguage(language);
        checkWithin(within);
    }

    private static void checkRegex(@Nullable String regex) {
        try {
            Pattern.compile(regex == null ? "" : regex);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    "regex can't be read: " + e.getDescription() + " near character " + Math.max(0, e.getIndex()), e);
        }
    }

    private static void checkLanguage(@Nullable String language) {
        if (language != null && !Language.known().contains(language)) {
            throw new IllegalArgumentException(
                    "language is none that can be told; those are " + String.join(", ", Language.known()));
        }
    }

    private static void checkWithin(@Nullable String within) {
        try {
            TimeWindow.parse(within == null ? "00:00-00:00" : within);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("within " + e.getMessage(), e);
        }
    }
}
