package dev.llmrouter.cascade;

import dev.llmrouter.catalog.Doc;
import dev.llmrouter.catalog.Range;
import dev.llmrouter.policy.ModelName;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The options of {@code cascade}. */
@Doc("a cheap model first, the next one where its reply is no good")
record CascadeOptions(
        @Doc(value = "the stages, cheapest first: names of models, of targets, or PROVIDER/MODEL", required = true)
                @Range(min = 1)
                @ModelName
                List<String> of,
        @Doc("what of a reply leads to the next stage; default: refusal, schema, empty") List<Fault> escalateOn,
        @Doc(
                        "the least mean log probability of a reply's tokens, such as -0.6, where a target tells them; default: none")
                @Range(max = 0)
                @Nullable
                Double minLogprob,
        @Doc("a check of your own") @Nullable CheckOption check,
        @Doc("hold: a stream is read to its end and checked before anybody sees it; pass: streams are not checked;"
                        + " default: hold")
                Streams streams) {

    private static final List<Fault> DEFAULT = List.of(Fault.REFUSAL, Fault.SCHEMA, Fault.EMPTY);

    /** What can be wrong with a reply. */
    enum Fault {
        REFUSAL,
        SCHEMA,
        LENGTH,
        EMPTY
    }

    /** What becomes of streams. */
    enum Streams {
        HOLD,
        PASS
    }

    /** One of the three. */
    @Doc("a check of your own, which is true for a good reply; one of the three")
    record CheckOption(
            @Doc("the name of a bean: a Predicate, or one with a method that takes the reply's text") @Nullable
                    String bean,
            @Doc("a condition in Camel's Simple language; ${body} is the reply's text") @Nullable String simple,
            @Doc("a regular expression that is found in the reply's text") @Nullable String regex) {

        CheckOption {
            long given = Stream.of(bean, simple, regex).filter(Objects::nonNull).count();
            if (given != 1) {
                throw new IllegalArgumentException("needs one of bean, simple and regex, and has " + given);
            }
        }
    }

    CascadeOptions(
            List<String> of,
            @Nullable List<Fault> escalateOn,
            @Nullable Double minLogprob,
            @Nullable CheckOption check,
            @Nullable Streams streams) {
        this.of = List.copyOf(of);
        this.escalateOn = List.copyOf(escalateOn == null ? DEFAULT : escalateOn);
        this.minLogprob = minLogprob;
        this.check = check;
        this.streams = Objects.requireNonNullElse(streams, Streams.HOLD);
    }
}
