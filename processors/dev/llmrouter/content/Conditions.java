package dev.llmrouter.content;

import com.jayway.jsonpath.JsonPath;
import dev.llmrouter.call.TimeWindow;
import dev.llmrouter.provider.Jars;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.apache.camel.NoSuchLanguageException;
import org.apache.camel.Predicate;
import org.apache.camel.spi.Language;
import org.jspecify.annotations.Nullable;

/** Makes conditions of what is configured, once, at the start. Whatever is wrong is an {@link IllegalArgumentException}. */
final class Conditions {

    private final CamelContext camel;

    Conditions(CamelContext camel) {
        this.camel = camel;
    }

    Condition simple(String text) {
        FactHeaders.check(text);
        FactTables.load(text);
        Condition comparison = PlainComparison.of(text);
        if (comparison != null) {
            return comparison;
        }
        Predicate predicate = predicate("simple", FactHeaders.in(text));
        return scratch -> scratch.holds(predicate);
    }

    Condition expression(CamelExpression expression) {
        if (expression.language().equals("simple")) {
            return simple(expression.text());
        }
        Predicate predicate = predicate(expression.language(), expression.text());
        return scratch -> predicate.matches(scratch.text());
    }

    Condition jsonpath(String text) {
        need("org.apache.camel.jsonpath.JsonPathLanguage", "org.apache.camel:camel-jsonpath");
        Predicate predicate = Paths.predicate(resolved("jsonpath"), text);
        predicate.init(camel);
        return scratch -> predicate.matches(scratch.json());
    }

    Condition xpath(String text) {
        need("org.apache.camel.language.xpath.XPathLanguage", "org.apache.camel:camel-xpath");
        Predicate predicate = predicate("xpath", text);
        return scratch -> scratch.xml().getMessage().getBody() != null && predicate.matches(scratch.xml());
    }

    static Condition regex(String text) {
        Pattern pattern = Pattern.compile(text);
        return scratch -> BoundedText.contains(scratch.call().prompt(), pattern);
    }

    static Condition header(String name, @Nullable String is) {
        return scratch -> {
            String sent = scratch.call().header(name);
            return sent != null && (is == null || is.equals(sent));
        };
    }

    static Condition language(String code) {
        FactTables.loadFor(code);
        return scratch -> code.equals(scratch.call().language());
    }

    static Condition within(String hours) {
        TimeWindow window = TimeWindow.parse(hours);
        return scratch -> scratch.call().facts().isWithin(window);
    }

    Condition bean(String name, @Nullable String method) {
        BeanCall bean = BeanCall.of(camel, name, method);
        return scratch -> bean.isTrue(scratch);
    }

    private Predicate predicate(String name, String text) {
        Language language = resolved(name);
        try {
            Predicate predicate = language.createPredicate(text);
            predicate.init(camel);
            return predicate;
        } catch (RuntimeException e) {
            throw unreadable(e);
        }
    }

    private Language resolved(String name) {
        try {
            return camel.resolveLanguage(name);
        } catch (NoSuchLanguageException e) {
            throw new IllegalArgumentException(
                    "is in " + name + ", which is no language on the class path; add the jar org.apache.camel:camel-"
                            + name,
                    e);
        }
    }

    private static void need(String type, String coordinates) {
        Jars.missing(type, coordinates).ifPresent(why -> {
            throw new IllegalArgumentException("can't be used: " + why);
        });
    }

    /** Camel draws an arrow below the expression; the first line says it all. */
    private static IllegalArgumentException unreadable(RuntimeException e) {
        String why = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
        return new IllegalArgumentException("can't be read: " + why, e);
    }

    /** A class of its own, so that it is loaded only where the jar is there. */
    private static final class Paths {

        /** Result type, source, then that what is not there is no error. */
        private static final Object[] SUPPRESS_EXCEPTIONS = {null, null, true};

        static Predicate predicate(Language language, String text) {
            try {
                JsonPath.compile(text);
                return language.createPredicate(text, SUPPRESS_EXCEPTIONS);
            } catch (RuntimeException e) {
                throw unreadable(e);
            }
        }
    }
}
