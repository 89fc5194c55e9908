package dev.llmrouter.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.llmrouter.call.Call;
import dev.llmrouter.call.Trace;
import dev.llmrouter.catalog.Target;
import dev.llmrouter.llm.LlmRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;

class SelectionTest {

    private static final CamelContext CAMEL = new DefaultCamelContext();
    private static final Set<String> NAMES = Set.of("a", "b", "c", "d");

    /** A policy, and the names that it should rank, found by going down with what is allowed so far. */
    record Tree(Policy policy, java.util.function.Function<Set<String>, List<String>> expected) {}

    private static Selection selection(Requirement... requirements) {
        ChatRequest chat =
                ChatRequest.builder().messages(UserMessage.from("Hello")).build();
        Call call = new Call("id", LlmRequest.of(chat, false));
        return new Selection(call, new DefaultExchange(CAMEL), List.of(requirements));
    }

    private static Requirement among(Set<String> names) {
        return (call, target) -> names.contains(target.name())
                ? null
                : new Lack(Lack.Kind.FORBIDDEN, "name", "is not among " + names.size());
    }

    private static Policy leaf(String name) {
        return Policy.only(Target.of(name, "p", "m"));
    }

    private static Policy inTurn(List<Policy> members) {
        return selection -> {
            List<Target> ranked = new ArrayList<>();
            members.forEach(member -> ranked.addAll(member.rank(selection)));
            return ranked;
        };
    }

    @Provide
    Arbitrary<Tree> trees() {
        return trees(3);
    }

    private static Arbitrary<Tree> trees(int depth) {
        Arbitrary<Tree> leaves = Arbitraries.of(NAMES)
                .map(name -> new Tree(leaf(name), allowed -> allowed.contains(name) ? List.of(name) : List.of()));
        return depth == 0 ? leaves : Arbitraries.oneOf(leaves, models(depth));
    }

    private static Arbitrary<Tree> models(int depth) {
        return Combinators.combine(
                        trees(depth - 1).list().ofMinSize(1).ofMaxSize(3),
                        Arbitraries.of(NAMES).set().ofMinSize(1).injectNull(0.4))
                .as((members, required) -> new Tree(
                        new NamedPolicy(
                                "m",
                                "inTurn",
                                inTurn(members.stream().map(Tree::policy).toList()),
                                required == null ? null : among(required)),
                        allowed -> members.stream()
                                .flatMap(member -> member.expected().apply(both(allowed, required)).stream())
                                .toList()));
    }

    private static Set<String> both(Set<String> allowed, @org.jspecify.annotations.Nullable Set<String> required) {
        Set<String> both = new java.util.HashSet<>(allowed);
        if (required != null) {
            both.retainAll(required);
        }
        return both;
    }

    @Property(tries = 300)
    void aTargetHasToMeetWhatEveryModelAboveItRequires(@ForAll("trees") Tree tree) {
        Set<String> everywhere = Set.of("a", "b", "c");
        assertThat(tree.policy().rank(selection(among(everywhere))))
                .extracting(Target::name)
                .isEqualTo(tree.expected().apply(everywhere));
    }

    @Example
    void whatAModelRequiresEndsWithItHoweverItEnds() {
        Policy failing = selection -> {
            throw new IllegalStateException("no luck");
        };
        Selection selection = selection();
        NamedPolicy model = new NamedPolicy("m", "failing", failing, among(Set.of("a")));
        assertThatThrownBy(() -> model.rank(selection)).hasMessage("no luck");
        assertThat(leaf("b").rank(selection)).hasSize(1);
    }

    @Example
    void theFirstLackOfATargetIsToldOnce() {
        Selection selection = selection(among(Set.of("a", "b")), among(Set.of("a")));
        inTurn(List.of(leaf("c"), leaf("b"), leaf("c"), leaf("a"))).rank(selection);
        assertThat(selection.lacks()).containsOnlyKeys("c", "b");
        assertThat(selection.call().trace().steps())
                .containsExactly(
                        new Trace.LeftOut(null, "c", "name", "is not among 2"),
                        new Trace.LeftOut(null, "b", "name", "is not among 1"));
    }
}
