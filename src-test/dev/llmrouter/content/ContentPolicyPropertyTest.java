package dev.llmrouter.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmrouter.call.Call;
import dev.llmrouter.call.CallFacts;
import dev.llmrouter.call.Trace;
import dev.llmrouter.catalog.Target;
import dev.llmrouter.policy.Member;
import dev.llmrouter.policy.Policy;
import dev.llmrouter.policy.Selection;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import org.apache.camel.CamelContext;
import org.apache.camel.Expression;
import org.apache.camel.impl.DefaultCamelContext;
import org.jspecify.annotations.Nullable;

class ContentPolicyPropertyTest {

    private static final CamelContext CAMEL = new DefaultCamelContext();

    static {
        CAMEL.start();
        CAMEL.getRegistry().bind("yes", (Predicate<Call>) call -> true);
    }

    /** A rule, and whether it should hold for the prompt {@code Hello, is there an invoice?} with the header x-a: 1. */
    record Known(Rule rule, boolean holds) {}

    private static final String PROMPT = "Hello, is there an invoice?";

    @Provide
    Arbitrary<Known> known() {
        List<Known> kinds = List.of(
                new Known(Rules.simple("${body} contains 'invoice'", "x"), true),
                new Known(Rules.simple("${body} contains 'contract'", "x"), false),
                new Known(Rules.simple("${variable.call.hasTools}", "x"), false),
                new Known(Rules.simple("${variable.call.messages} == 1", "x"), true),
                new Known(Rules.simple("${header.x-a} == '1'", "x"), true),
                new Known(Rules.jsonpath("$.messages[?(@.content =~ /.*INVOICE.*/i)]", "x"), true),
                new Known(Rules.jsonpath("$.messages[?(@.content =~ /.*order.*/i)]", "x"), false),
                new Known(Rules.jsonpath("$.metadata.tier", "x"), false),
                new Known(Rules.xpath("/order/@total > 1000", "x"), false),
                new Known(Rules.regex("(?i)\\bINVOICE\\b", "x"), true),
                new Known(Rules.regex("^invoice", "x"), false),
                new Known(Rules.header("x-a", null, "x"), true),
                new Known(Rules.header("x-a", "2", "x"), false),
                new Known(Rules.header("x-b", null, "x"), false),
                new Known(Rules.language("en", "x"), true),
                new Known(Rules.language("de", "x"), false),
                new Known(Rules.within("00:00-00:00", "x"), true));
        return Combinators.combine(Arbitraries.of(kinds), Arbitraries.of("a", "b", "c"))
                .as((kind, use) -> new Known(leadingTo(kind.rule(), use), kind.holds()));
    }

    private static Rule leadingTo(Rule rule, String use) {
        return new Rule(
                rule.simple(),
                rule.jsonpath(),
                rule.xpath(),
                rule.regex(),
                rule.header(),
                rule.is(),
                rule.bean(),
                rule.method(),
                rule.language(),
                rule.within(),
                rule.expression(),
                use);
    }

    private static Policy policy(List<Rule> rules, boolean fallback, Set<String> off) {
        return Objects.requireNonNull(possible(rules, fallback, off));
    }

    private static @Nullable Policy possible(List<Rule> rules, boolean fallback, Set<String> off) {
        return new ContentPolicy.Factory()
                .create(new ContentPolicy.Options(rules, "otherwise", fallback), Rules.parts(CAMEL, off));
    }

    private static List<String> ranked(Policy policy, Call call) {
        return policy.rank(Rules.selection(CAMEL, call)).stream()
                .map(Target::name)
                .toList();
    }

    @Property(tries = 150)
    void theFirstRuleThatHoldsDecides(@ForAll("rules") List<Known> rules, @ForAll boolean fallback) {
        String first = rules.stream()
                .filter(Known::holds)
                .map(known -> known.rule().use())
                .findFirst()
                .orElse("otherwise");
        List<String> expected = new ArrayList<>(List.of(first));
        if (fallback && !first.equals("otherwise")) {
            expected.add("otherwise");
        }
        Call call = Rules.call(PROMPT, Map.of("x-a", "1"));
        assertThat(ranked(policy(rules.stream().map(Known::rule).toList(), fallback, Set.of()), call))
                .isEqualTo(expected);
        int steps = call.trace().steps().size();
        assertThat(steps).isEqualTo(1);
    }

    @Provide
    Arbitrary<List<Known>> rules() {
        return known().list().ofMinSize(1).ofMaxSize(6);
    }

    @Property(tries = 40)
    void severalConditionsOfARuleAllHaveToHold(@ForAll boolean a, @ForAll boolean b, @ForAll boolean c) {
        Rule rule = new Rule(
                a ? "${body} contains 'invoice'" : "${body} contains 'none'",
                null,
                null,
                b ? "invoice" : "none",
                "x-a",
                c ? "1" : "2",
                null,
                null,
                null,
                null,
                null,
                "case");
        assertThat(ranked(policy(List.of(rule), false, Set.of()), Rules.call(PROMPT, Map.of("x-a", "1"))))
                .containsExactly(a && b && c ? "case" : "otherwise");
    }

    @Example
    void aCaseWhoseProviderIsOffStillHolds() {
        List<Rule> rules = List.of(Rules.regex("invoice", "legal"), Rules.regex("Hello", "smart"));
        Call call = Rules.call(PROMPT, Map.of());
        assertThat(ranked(policy(rules, false, Set.of("legal")), call)).isEmpty();
        assertThat(call.trace().steps())
                .hasToString("[Decided[model=, policy=, why=when[0] regex -> legal, which is off]]");
        assertThat(ranked(policy(rules, true, Set.of("legal")), call)).containsExactly("otherwise");
    }

    @Example
    void withAllOffThereIsNoSuchModel() {
        assertThat(possible(List.of(Rules.regex("a", "x")), false, Set.of("x", "otherwise")))
                .isNull();
    }

    @Property(tries = 100)
    void nestsInItself(@ForAll @Size(min = 1, max = 4) List<Boolean> path) {
        Policy policy = selection -> List.of(Target.of("leaf", "p", "leaf"));
        for (boolean matches : path) {
            policy = nested(policy, matches);
        }
        assertThat(ranked(policy, Rules.call(PROMPT, Map.of()))).containsExactly("leaf");
    }

    private static Policy nested(Policy inner, boolean matches) {
        Branch to = new Branch("case", List.of(), "inner", new Member("inner", inner, 1));
        Branch never = new Branch(
                "never",
                List.of(new Branch.Named("when[0].x", scratch -> false, new Complaints("x", "y"))),
                "none",
                null);
        return new ContentPolicy(
                CAMEL, matches ? new Branches(List.of(to), never, false) : new Branches(List.of(never), to, false));
    }

    @Example
    void aConditionThatThrowsCountsAsNotMatchingAndTellsNothingOfThePrompt() {
        CAMEL.getRegistry().bind("broken", (Predicate<Call>) call -> {
            throw new IllegalStateException(call.prompt());
        });
        Rule broken = new Rule(null, null, null, null, null, null, "broken", null, null, null, null, "x");
        Call call = Rules.call(PROMPT, Map.of());
        assertThat(ranked(policy(List.of(broken, Rules.regex("Hello", "y")), false, Set.of()), call))
                .containsExactly("y");
        assertThat(call.trace().steps().stream().map(step -> ((Trace.Decided) step).why()))
                .containsExactly("when[0].bean failed: IllegalStateException", "when[1] regex -> y");
    }

    @Example
    void aPatternThatRunsAwayIsStopped() {
        Call call = Rules.call("a".repeat(5000) + "!", Map.of());
        long begin = System.nanoTime();
        assertThat(ranked(policy(List.of(Rules.regex("^(a+)+$", "x")), false, Set.of()), call))
                .containsExactly("otherwise");
        assertThat(ranked(policy(List.of(Rules.regex("(a|b|aa)*$", "x")), false, Set.of()), call))
                .containsExactly("otherwise");
        assertThat(System.nanoTime() - begin).isLessThan(2_000_000_000L);
        assertThat(call.trace().steps().get(0))
                .hasToString("Decided[model=, policy=, why=when[0].regex failed: TooCostlyException]");
    }

    @Example
    void aUsefulPatternIsFoundAtTheEndOfAMegabyte() {
        Call call = Rules.call("word, and ".repeat(100_000) + "GDPR", Map.of());
        assertThat(ranked(policy(List.of(Rules.regex("(?i)\\bgdpr\\b", "x")), false, Set.of()), call))
                .containsExactly("x");
    }

    @Example
    void mistakesAreNamedWithTheirPlace() {
        refused(Rules.simple("${nosuch}", "x"), "when[1].simple can't be read: Unknown function: nosuch");
        refused(Rules.simple("${body} contains", "x"), "when[1].simple can't be read");
        refused(
                Rules.simple("${variable.call.hasTool}", "x"),
                "hasTool, which a call does not know; did you mean hasTools");
        refused(Rules.jsonpath("$.messages[?(", "x"), "when[1].jsonpath can't be read");
        refused(Rules.xpath("/order[", "x"), "when[1].xpath can't be read");
        refused(
                new Rule(null, null, null, null, null, null, "nobody", null, null, null, null, "x"),
                "when[1].bean names no bean of the registry");
        refused(
                new Rule(null, null, null, null, null, null, "yes", "no", null, null, null, "x"),
                "when[1].bean has no public method no");
        refused(
                new Rule(
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        new CamelExpression("groovy", "1"),
                        "x"),
                "when[1].expression is in groovy, which is no language on the class path");
    }

    private static void refused(Rule rule, String why) {
        assertThatThrownBy(() -> policy(List.of(Rules.regex("a", "x"), rule), false, Set.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("when[1].")
                .hasMessageContaining(why);
    }

    @Property(tries = 20)
    void conditionsDoNotChangeTheExchangeOfTheCall(@ForAll("rules") List<Known> rules) {
        Call call = Rules.call(PROMPT, Map.of("x-a", "1"));
        Selection selection = Rules.selection(CAMEL, call);
        policy(rules.stream().map(Known::rule).toList(), false, Set.of()).rank(selection);
        assertThat(selection.exchange().getMessage().getBody()).isNull();
        assertThat(selection.exchange().getMessage().getHeaders()).isEmpty();
        assertThat(selection.exchange().getVariables()).isEmpty();
    }

    @Example
    void everyFactIsTheSameAsCamelWouldHaveIt() {
        Call call = Rules.call(PROMPT, Map.of());
        List<String> facts = Arrays.stream(CallFacts.class.getMethods())
                .filter(fact -> fact.getParameterCount() == 0 && !fact.getName().equals("facts"))
                .map(Method::getName)
                .toList();
        assertThat(facts).hasSizeGreaterThan(20);
        for (String fact : facts) {
            for (String form : List.of("${variable.call.%s}", "${variable.call.facts.%s()}")) {
                String simple = form.formatted(fact);
                assertThat(FactHeaders.in(simple)).contains("header.");
                assertThat(evaluated(FactHeaders.in(simple), call)).as(simple).isEqualTo(evaluated(simple, call));
            }
        }
    }

    private static Object evaluated(String simple, Call call) {
        Expression expression = CAMEL.resolveLanguage("simple").createExpression(simple);
        expression.init(CAMEL);
        return expression.evaluate(Scratch.of(CAMEL, call).text(), Object.class);
    }
}
