package dev.llmrouter.content;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmrouter.call.Call;
import java.util.Map;
import java.util.Objects;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.apache.camel.Predicate;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;

class PlainComparisonTest {

    private static final DefaultCamelContext CAMEL = new DefaultCamelContext();

    private static boolean bySimple(String simple, Call call) {
        Predicate predicate = CAMEL.resolveLanguage("simple").createPredicate(FactHeaders.in(simple));
        predicate.init(CAMEL);
        return predicate.matches(Scratch.of(CAMEL, call).text());
    }

    private static boolean plainly(String simple, Call call) throws Exception {
        return Objects.requireNonNull(PlainComparison.of(simple)).holds(Scratch.of(CAMEL, call));
    }

    @Provide
    Arbitrary<String> operators() {
        return Arbitraries.of("==", "!=", ">", ">=", "<", "<=");
    }

    @Property(tries = 300)
    void aNumberIsComparedAsSimpleComparesIt(
            @ForAll @From("operators") String operator, @ForAll @IntRange(min = -3, max = 3) int limit)
            throws Exception {
        Call call = Rules.call("Hello", Map.of());
        for (String fact : new String[] {"messages", "turns", "facts.turns()"}) {
            String simple = "${variable.call." + fact + "} " + operator + " " + limit;
            assertThat(plainly(simple, call)).as(simple).isEqualTo(bySimple(simple, call));
        }
    }

    @Property(tries = 300)
    void aTextIsFoundWhereSimpleFindsIt(@ForAll @From("words") String word, @ForAll @From("words") String other)
            throws Exception {
        Call call = Rules.call(word + " and more", Map.of());
        String simple = "${body} contains '" + other + "'";
        assertThat(plainly(simple, call)).as(word + ": " + simple).isEqualTo(bySimple(simple, call));
    }

    @Provide
    Arbitrary<String> words() {
        return Arbitraries.strings()
                .withChars("aB1 .")
                .ofMinLength(1)
                .ofMaxLength(3)
                .filter(word -> !word.isBlank());
    }

    @Test
    void whateverElseIsLeftToSimple() {
        assertThat(PlainComparison.of("${variable.call.tokens} > ${header.x}")).isNull();
        assertThat(PlainComparison.of("${variable.call.model} == 'a'")).isNull();
        assertThat(PlainComparison.of("${variable.call.tokens} > 3 && ${variable.call.hasTools}"))
                .isNull();
        assertThat(PlainComparison.of("${body} contains '${header.x}'")).isNull();
    }
}
