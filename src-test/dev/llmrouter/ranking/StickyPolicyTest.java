package dev.llmrouter.ranking;

import static dev.llmrouter.ranking.Fixture.call;
import static dev.llmrouter.ranking.Fixture.first;
import static dev.llmrouter.ranking.Fixture.member;
import static dev.llmrouter.ranking.Fixture.members;
import static dev.llmrouter.ranking.Fixture.selection;
import static dev.llmrouter.ranking.Fixture.target;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmrouter.call.Call;
import dev.llmrouter.catalog.Target;
import dev.llmrouter.policy.Member;
import dev.llmrouter.policy.Policy;
import dev.llmrouter.policy.Selection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StickyPolicyTest {

    private static final int UNITS = 2_000;

    private int calls;

    private Call with(String more, String... headers) {
        return call(
                "call-" + calls++,
                "{\"model\":\"any\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]" + more + "}",
                headers);
    }

    private static Policy sticky(String by, List<Member> members) {
        return new StickyPolicy(members, StickyPolicy.unit(by));
    }

    /** How many different targets come first for calls like that. */
    private Set<String> firsts(String by, String more, String... headers) {
        Policy policy = sticky(by, members(8));
        Set<String> firsts = new HashSet<>();
        for (int i = 0; i < 50; i++) {
            firsts.add(first(policy, selection(with(more, headers))));
        }
        return firsts;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "session | ,\"prompt_cache_key\":\"k\"",
                "session | ,\"metadata\":{\"session_id\":\"s\"}",
                "session | ,\"user\":\"u\"",
                "user | ,\"user\":\"u\"",
                "user | ,\"safety_identifier\":\"u\"",
                "user | ,\"metadata\":{\"user_id\":\"u\"}",
                "prefix | ,\"temperature\":0.5"
            })
    void whatTheBodySaysStaysWithOneTarget(String by, String more) {
        assertThat(firsts(by, more)).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"session, x-session-id", "tenant, authorization", "tenant, x-api-key", "header:X-Customer, x-customer"})
    void whatAHeaderSaysStaysWithOneTarget(String by, String header) {
        assertThat(firsts(by, "", header, "some")).hasSize(1);
    }

    @Test
    void theSessionsHeaderSaysMoreThanTheBody() {
        Policy policy = sticky("session", members(8));
        Set<String> firsts = new HashSet<>();
        for (int i = 0; i < 50; i++) {
            firsts.add(first(policy, selection(with(",\"user\":\"u\"", "x-session-id", "s" + i))));
        }
        assertThat(firsts).hasSizeGreaterThan(4);
    }

    @ParameterizedTest
    @ValueSource(strings = {"session", "user", "tenant", "header:x-customer"})
    void aCallWithoutAUnitIsDrawnByLot(String by) {
        assertThat(firsts(by, "")).hasSizeGreaterThan(4);
    }

    @Test
    void aConversationKeepsItsPrefixAsItGrows() {
        Policy policy = sticky("prefix", members(50));
        String begin = "{\"model\":\"any\",\"messages\":[{\"role\":\"system\",\"content\":\"Be kind.\"},"
                + "{\"role\":\"user\",\"content\":\"Hello\"}";
        String more = ",{\"role\":\"assistant\",\"content\":\"Hi\"},{\"role\":\"user\",\"content\":\"How are you?\"}";
        assertThat(first(policy, selection(call("1", begin + "]}"))))
                .isEqualTo(first(policy, selection(call("2", begin + more + "]}"))));
        Set<String> others = new HashSet<>();
        for (int i = 0; i < 30; i++) {
            others.add(first(policy, selection(call("3", begin.replace("Hello", "Hello " + i) + "]}"))));
        }
        assertThat(others).hasSizeGreaterThan(10);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "sessions", "header:", "body:user"})
    void saysWhichUnitsThereAre(String by) {
        assertThatThrownBy(() -> new StickyPolicy.Options(List.of("a"), by))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("by: expected session, user, tenant, prefix or header:NAME");
    }

    private static Map<Integer, Target> places(List<Member> members) {
        Policy policy = sticky("header:unit", members);
        Map<Integer, Target> places = new HashMap<>();
        for (int unit = 0; unit < UNITS; unit++) {
            places.put(unit, policy.rank(unit(unit)).get(0));
        }
        return places;
    }

    private static Selection unit(int unit) {
        return selection(call(
                "id",
                "{\"model\":\"any\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}",
                "unit",
                "unit-" + unit));
    }

    private static List<Member> weighted(List<Integer> weights) {
        return IntStream.range(0, weights.size())
                .mapToObj(i -> member(target(i), weights.get(i)))
                .toList();
    }

    @Property(tries = 15, seed = "7")
    void aMemberThatGoesMovesOnlyItsOwnUnits(
            @ForAll @Size(min = 2, max = 6) List<@IntRange(min = 1, max = 5) Integer> weights,
            @ForAll @IntRange(min = 0, max = 5) int which) {
        List<Member> members = weighted(weights);
        Member gone = members.get(which % members.size());
        List<Member> left = new ArrayList<>(members);
        left.remove(gone);
        Map<Integer, Target> before = places(members);
        Map<Integer, Target> after = places(left);
        before.forEach((unit, target) -> {
            if (!target.name().equals(gone.name())) {
                assertThat(after.get(unit)).isEqualTo(target);
            }
        });
    }

    @Property(tries = 15, seed = "7")
    void eachHasItsShareOfTheUnits(@ForAll @Size(min = 2, max = 5) List<@IntRange(min = 1, max = 5) Integer> weights) {
        Map<Integer, Target> places = places(weighted(weights));
        double sum = weights.stream().mapToInt(weight -> weight).sum();
        for (int i = 0; i < weights.size(); i++) {
            Target target = target(i);
            double share = places.values().stream().filter(target::equals).count() / (double) UNITS;
            // more than four standard deviations
            assertThat(share).isBetween(weights.get(i) / sum - 0.05, weights.get(i) / sum + 0.05);
        }
    }

    @Test
    void aUnitFallsToItsNextMemberAndReturns() {
        Policy policy = sticky("user", members(5));
        List<Target> usual = policy.rank(selection(with(",\"user\":\"u\"")));
        Call call = with(",\"user\":\"u\"");
        Selection withoutFirst =
                new Selection(call, selection(call).exchange(), target -> !target.equals(usual.get(0)));
        assertThat(policy.rank(withoutFirst)).isEqualTo(usual.subList(1, 5));
        assertThat(policy.rank(selection(with(",\"user\":\"u\"")))).isEqualTo(usual);
    }

    @Test
    void theTraceShowsNothingOfTheUnit() {
        Call call = with(",\"user\":\"secret-user\"");
        sticky("user", members(3)).rank(selection(call));
        assertThat(call.trace().steps()).isNotEmpty();
        assertThat(call.trace().steps().toString()).doesNotContain("secret");
    }
}
