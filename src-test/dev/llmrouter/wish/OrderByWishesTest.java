package dev.llmrouter.wish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.llmrouter.call.Call;
import dev.llmrouter.call.Caller;
import dev.llmrouter.call.Places;
import dev.llmrouter.call.Trace;
import dev.llmrouter.catalog.Target;
import dev.llmrouter.llm.Cancellation;
import dev.llmrouter.llm.LlmRequest;
import dev.llmrouter.openai.OpenAiRequest;
import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.LlmException;
import dev.llmrouter.policy.Lack;
import dev.llmrouter.policy.Member;
import dev.llmrouter.policy.Members;
import dev.llmrouter.policy.Performance;
import dev.llmrouter.policy.Policy;
import dev.llmrouter.policy.PolicyFactory;
import dev.llmrouter.policy.PolicyParts;
import dev.llmrouter.policy.Requirement;
import dev.llmrouter.policy.Selection;
import dev.llmrouter.policy.WishedOrder.Asked;
import dev.llmrouter.wire.ProviderWishes.Sort;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.jspecify.annotations.Nullable;

class OrderByWishesTest {

    private static final DefaultCamelContext CAMEL = new DefaultCamelContext();

    private static final Target SLOW = Target.of("slow", "up", "m1");
    private static final Target DEAR = Target.of("dear", "other", "m2");
    private static final Target UNKNOWN = Target.of("unknown", "up", "m3");
    private static final Target QUICK = Target.of("quick", "third", "m4");
    private static final List<Target> ALL = List.of(SLOW, DEAR, UNKNOWN, QUICK);

    private static final Map<Target, Places> PLACES = Map.of();

    private static final Prospects PROSPECTS = new Prospects() {

        @Override
        public double throughput(Call call, Target target) {
            return of(target, 10, 50, 100);
        }

        @Override
        public double latency(Call call, Target target) {
            return of(target, 9, 0.5, 0.1);
        }

        @Override
        public double seconds(Call call, Target target) {
            return of(target, 20, 2, 1);
        }

        @Override
        public double cost(Call call, Target target) {
            return of(target, 0.01, 5, 0.02);
        }

        private static double of(Target target, double slow, double dear, double quick) {
            return switch (target.name()) {
                case "slow" -> slow;
                case "dear" -> dear;
                case "quick" -> quick;
                default -> Double.NaN;
            };
        }
    };

    /** Members the other way round. */
    private static final class Backwards implements PolicyFactory<Members> {

        @Override
        public Class<Members> options() {
            return Members.class;
        }

        @Override
        public Policy create(Members options, PolicyParts parts) {
            List<Member> members = new ArrayList<>(parts.members(options.of()));
            Collections.reverse(members);
            return selection -> members.stream()
                    .flatMap(member -> member.rank(selection).stream())
                    .toList();
        }
    }

    private static final OrderByWishes ORDER = new OrderByWishes(
            new Slugs(provider -> provider.equals("third") ? "bedrock" : provider),
            PROSPECTS,
            new MemberPolicies(
                    CAMEL,
                    name -> name.equals("fastest") ? Optional.of(new Backwards()) : Optional.empty(),
                    model -> ALL,
                    new Performance(PLACES::get, System::nanoTime)));

    private static Call call(String wishes, Map<String, String> headers) {
        String json = "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]" + wishes + "}";
        OpenAiRequest wire = OpenAiRequest.read(json.getBytes(StandardCharsets.UTF_8));
        Caller caller = headers::get;
        return new Call("id", LlmRequest.of(wire, Map.of(), null, new Cancellation()), caller, false);
    }

    private static List<String> names(List<Target> targets) {
        return targets.stream().map(Target::name).toList();
    }

    private static List<String> order(Call call, Asked... asked) {
        return names(ORDER.order(new Selection(call, new DefaultExchange(CAMEL), able -> true), List.of(asked)));
    }

    private static List<String> order(String provider) {
        return order(call(",\"provider\":" + provider, Map.of()), new Asked("m", null, ALL));
    }

    private static List<String> order(Map<String, String> headers) {
        return order(call("", headers), new Asked("m", null, ALL));
    }

    @Example
    void sortsByPriceThroughputAndLatencyWithTheUnknownLast() {
        assertThat(order("{\"sort\":\"price\"}")).containsExactly("slow", "quick", "dear", "unknown");
        assertThat(order("{\"sort\":\"throughput\"}")).containsExactly("quick", "dear", "slow", "unknown");
        assertThat(order("{\"sort\":{\"by\":\"latency\"}}")).containsExactly("quick", "dear", "slow", "unknown");
    }

    @Example
    void aSuffixSortsAsOpenRouterSaysAndASortInTheRequestIsStronger() {
        assertThat(order(call("", Map.of()), new Asked("m", Sort.THROUGHPUT, ALL)))
                .containsExactly("quick", "dear", "slow", "unknown");
        assertThat(order(call(",\"provider\":{\"sort\":\"price\"}", Map.of()), new Asked("m", Sort.THROUGHPUT, ALL)))
                .containsExactly("slow", "quick", "dear", "unknown");
    }

    @Example
    void whatIsKnownToMissAPreferenceComesLastButWhatIsUnknownDoesNot() {
        assertThat(order("{\"preferred_min_throughput\":60}")).containsExactly("unknown", "quick", "slow", "dear");
        assertThat(order("{\"preferred_max_latency\":{\"p50\":1}}"))
                .containsExactly("dear", "unknown", "quick", "slow");
    }

    @Example
    void theWishedProvidersComeFirstByNameOrTypeInAnyCase() {
        assertThat(order("{\"order\":[\"Amazon-Bedrock\",\"UP\"]}"))
                .containsExactly("quick", "slow", "unknown", "dear");
        assertThat(order("{\"order\":[\"other/fp8\"]}")).startsWith("dear");
        assertThat(order("{\"order\":[\"nobody\"]}")).isEqualTo(names(ALL));
    }

    @Example
    void withoutFallbacksOnlyTheBestIsLeftUnlessAnOrderSaysWhoElse() {
        assertThat(order("{\"allow_fallbacks\":false}")).containsExactly("slow");
        assertThat(order("{\"allow_fallbacks\":false,\"sort\":\"latency\"}")).containsExactly("quick");
    }

    @Example
    void aModelsTargetsStayBeforeThoseOfItsFallbacksUnlessTheSortIsAcrossThem() {
        Asked first = new Asked("m", null, List.of(SLOW, DEAR));
        Asked second = new Asked("n", null, List.of(QUICK, SLOW));
        String sort = ",\"provider\":{\"sort\":{\"by\":\"throughput\",\"partition\":\"%s\"}}";
        assertThat(order(call(sort.formatted("model"), Map.of()), first, second))
                .containsExactly("dear", "slow", "quick");
        assertThat(order(call(sort.formatted("none"), Map.of()), first, second))
                .containsExactly("quick", "dear", "slow");
    }

    @Example
    void whatWillMissTheDeadlineIsTriedLast() {
        assertThat(order(Map.of("x-llm-deadline-ms", "1500"))).containsExactly("unknown", "quick", "slow", "dear");
    }

    @Example
    void aCallOfLowPriorityGoesToTheCheapest() {
        assertThat(order(Map.of("x-llm-priority", "batch"))).containsExactly("slow", "quick", "dear", "unknown");
        assertThat(order(Map.of("x-llm-priority", "interactive"))).isEqualTo(names(ALL));
        assertThat(order(
                        call(",\"provider\":{\"sort\":\"latency\"}", Map.of("x-llm-priority", "low")),
                        new Asked("m", null, ALL)))
                .startsWith("quick");
    }

    @Example
    void aPolicyOfTheCallersChoiceRanksTheTargetsThatAreLeft() {
        assertThat(order(Map.of("x-llm-policy", "fastest"))).containsExactly("quick", "unknown", "dear", "slow");
        assertThat(order(call("", Map.of("x-llm-policy", "fastest")), new Asked("m", null, List.of(SLOW, QUICK))))
                .containsExactly("quick", "slow");
    }

    @Example
    void aPolicyThatIsNotThereIsRefusedWithThoseThatAre() {
        Failure refusal = catchThrowableOfType(LlmException.class, () -> order(Map.of("x-llm-policy", "content")))
                .failure();
        assertThat(refusal.param()).isEqualTo("x-llm-policy");
        assertThat(refusal.message()).contains("fastest");
    }

    @Example
    void oneTargetAndNoOtherIfItIsAmongTheChoices() {
        assertThat(order(Map.of("x-llm-target", "dear"))).containsExactly("dear");
        Failure refusal = catchThrowableOfType(LlmException.class, () -> order(Map.of("x-llm-target", "deer")))
                .failure();
        assertThat(refusal.status()).isEqualTo(400);
        assertThat(refusal.param()).isEqualTo("x-llm-target");
        assertThat(refusal.message()).contains("slow, dear, unknown, quick");
    }

    @Example
    void theTraceTellsWhatTheWishesDid() {
        Call call = call(",\"provider\":{\"sort\":\"price\",\"order\":[\"up\"]}", Map.of());
        order(call, new Asked("m", null, ALL));
        assertThat(call.trace().steps())
                .containsExactly(
                        new Trace.Compared("m", "wish", "US dollars", names(ALL), List.of(0.01, 5.0, Double.NaN, 0.02)),
                        new Trace.Decided("m", "wish", "providers in the wished order come first"));
    }

    @Provide
    Arbitrary<String> providers() {
        return Combinators.combine(
                        Arbitraries.of(
                                "", "\"sort\":\"price\",", "\"sort\":{\"by\":\"latency\",\"partition\":\"none\"},"),
                        Arbitraries.of("", "\"order\":[\"other\",\"up\"],"),
                        Arbitraries.of("", "\"preferred_min_throughput\":60,"))
                .as((sort, order, preferred) -> "{" + sort + order + preferred + "\"allow_fallbacks\":true}");
    }

    @Provide
    Arbitrary<List<Target>> rankings() {
        return Arbitraries.shuffle(ALL)
                .flatMap(all -> Arbitraries.integers().between(1, all.size()).map(count -> all.subList(0, count)));
    }

    @Property(tries = 300)
    void softWishesLoseNobodyAndNameNobodyTwice(
            @ForAll("providers") String provider,
            @ForAll("rankings") List<Target> first,
            @ForAll("rankings") List<Target> second) {
        Call call = call(",\"provider\":" + provider, Map.of("x-llm-policy", "fastest", "x-llm-deadline-ms", "1500"));
        Set<String> expected = new HashSet<>(names(first));
        expected.addAll(names(second));
        assertThat(order(call, new Asked("m", null, first), new Asked("n", Sort.PRICE, second)))
                .doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(expected);
    }

    private static List<String> able(Requirement requirement, String provider) {
        Call call = call(",\"provider\":" + provider, Map.of());
        return ALL.stream()
                .filter(target -> requirement.lack(call, target) == null)
                .map(Target::name)
                .toList();
    }

    @Example
    void providersThatAreNotWantedMayNotAnswer() {
        Requirement wanted = new WishedProviders(new Slugs(provider -> provider));
        assertThat(able(wanted, "{\"only\":[\"up\",\"third\"]}")).containsExactly("slow", "unknown", "quick");
        assertThat(able(wanted, "{\"ignore\":[\"Up\"]}")).containsExactly("dear", "quick");
        assertThat(able(wanted, "{\"only\":[\"up\"],\"ignore\":[\"up/eu\"]}")).isEmpty();
        assertThat(able(wanted, "{\"order\":[\"other\"]}")).isEqualTo(names(ALL));
        assertThat(able(wanted, "{\"order\":[\"other\"],\"allow_fallbacks\":false}"))
                .containsExactly("dear");
        assertThat(able(wanted, "{\"allow_fallbacks\":false}")).isEqualTo(names(ALL));
    }

    @Example
    void termsThatAreNotKnownAreNotGoodEnough() {
        Requirement terms = new WishedTerms(new Terms() {

            @Override
            public boolean collectsNothing(Target target) {
                return target.equals(QUICK) || target.equals(DEAR);
            }

            @Override
            public boolean retainsNothing(Target target) {
                return target.equals(QUICK);
            }

            @Override
            public @Nullable String quantization(Target target) {
                return target.equals(DEAR) ? "fp8" : target.equals(SLOW) ? "int4" : null;
            }
        });
        assertThat(able(terms, "{\"data_collection\":\"deny\"}")).containsExactly("dear", "quick");
        assertThat(able(terms, "{\"data_collection\":\"allow\"}")).isEqualTo(names(ALL));
        assertThat(able(terms, "{\"zdr\":true}")).containsExactly("quick");
        assertThat(able(terms, "{\"quantizations\":[\"fp8\",\"bf16\"]}")).containsExactly("dear");
        assertThat(able(terms, "{\"quantizations\":[\"fp8\",\"unknown\"]}"))
                .containsExactly("dear", "unknown", "quick");
        assertThat(able(new WishedTerms(Terms.UNKNOWN), "{\"zdr\":true}")).isEmpty();
        assertThat(able(new WishedTerms(Terms.UNKNOWN), "{\"data_collection\":\"deny\"}"))
                .isEmpty();
    }

    @Example
    void everyLackNamesTheWishThatItIsAbout() {
        Call call = call(",\"provider\":{\"only\":[\"x\"],\"zdr\":true,\"max_price\":{\"prompt\":1}}", Map.of());
        assertThat(Stream.of(
                                new WishedProviders(new Slugs(provider -> provider)),
                                new WishedPrice(),
                                new WishedTerms(Terms.UNKNOWN))
                        .map(requirement -> requirement.lack(call, SLOW)))
                .extracting(Lack::word)
                .containsExactly("provider.only", "provider.max_price", "provider.zdr");
    }
}
