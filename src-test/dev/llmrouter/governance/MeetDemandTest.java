package dev.llmrouter.governance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmrouter.call.Call;
import dev.llmrouter.call.NamePatterns;
import dev.llmrouter.call.Permissions;
import dev.llmrouter.call.Wish;
import dev.llmrouter.catalog.DataTerms;
import dev.llmrouter.catalog.Demand;
import dev.llmrouter.catalog.Retention;
import dev.llmrouter.catalog.Target;
import dev.llmrouter.llm.LlmRequest;
import dev.llmrouter.policy.Lack;
import java.util.List;
import java.util.Objects;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;

class MeetDemandTest {

    private static final List<Target> TARGETS = targets();

    private static List<Target> targets() {
        Arbitrary<DataTerms> terms = Combinators.combine(
                        Arbitraries.of("eu", "eu-west-1", "us", "in-process").injectNull(0.2),
                        Arbitraries.of("none", "7d", "30d")
                                .map(Retention::parse)
                                .injectNull(0.2),
                        Arbitraries.of(true, false).injectNull(0.2),
                        Arbitraries.of("fp8", "bf16").injectNull(0.2))
                .as(DataTerms::new);
        return terms.list().ofSize(60).sample().stream()
                .map(one -> Target.of("t" + (one.hashCode() & 7), "p" + (one.hashCode() & 3), "m")
                        .with(one))
                .toList();
    }

    private static Call call() {
        return new Call(
                "id",
                LlmRequest.of(
                        dev.langchain4j.model.chat.request.ChatRequest.builder()
                                .messages(dev.langchain4j.data.message.UserMessage.from("Hello"))
                                .build(),
                        false));
    }

    private static @Nullable Lack lack(Demand demand, Target target) {
        return new MeetDemand(demand).lack(call(), target);
    }

    private static List<Target> able(List<Demand> demands) {
        Call call = call();
        call.access().permit(() -> new Permissions(null, NamePatterns.ALL, demands, Wish.ALL));
        // one of those that are known beforehand, the others not
        MeetPermissions requirement =
                new MeetPermissions(demands.stream().limit(1).toList());
        return TARGETS.stream()
                .filter(target -> requirement.lack(call, target) == null)
                .toList();
    }

    @Provide
    Arbitrary<Demand> demands() {
        Arbitrary<List<String>> providers = Arbitraries.of("p0", "p1", "p2")
                .list()
                .uniqueElements()
                .ofMinSize(1)
                .ofMaxSize(3);
        return Combinators.combine(
                        Arbitraries.of("eu", "us", "eu-west")
                                .list()
                                .ofMinSize(1)
                                .ofMaxSize(2)
                                .injectNull(0.6),
                        Arbitraries.of("none", "7d", "90d")
                                .map(Retention::parse)
                                .injectNull(0.6),
                        Arbitraries.just(false).injectNull(0.6),
                        providers.injectNull(0.7),
                        providers.injectNull(0.7),
                        Arbitraries.of("t0", "t1", "t2", "t3")
                                .list()
                                .ofMinSize(1)
                                .ofMaxSize(4)
                                .injectNull(0.7),
                        Arbitraries.of("fp8", "BF16", "unknown")
                                .list()
                                .ofMinSize(1)
                                .ofMaxSize(2)
                                .injectNull(0.7))
                .as(Demand::new);
    }

    @Property(tries = 300)
    void afterOneMoreDemandThereIsNoTargetThatWasNotThereBefore(
            @ForAll @Size(max = 3) List<@net.jqwik.api.From("demands") Demand> demands,
            @ForAll("demands") Demand more) {
        List<Demand> all = new java.util.ArrayList<>(demands);
        all.add(more);
        assertThat(able(demands)).containsAll(able(all));
    }

    @Property(tries = 300)
    void aTargetIsAbleWhereItMeetsEachDemandByItself(
            @ForAll @Size(max = 3) List<@net.jqwik.api.From("demands") Demand> demands) {
        assertThat(able(demands))
                .isEqualTo(TARGETS.stream()
                        .filter(target -> demands.stream().allMatch(demand -> lack(demand, target) == null))
                        .toList());
    }

    @Property(tries = 300)
    void whatNobodyKnowsOfMeetsNothingThatIsDemandedOfData(@ForAll("demands") Demand demand) {
        boolean isOfData = demand.region() != null || demand.dataRetention() != null || demand.training() != null;
        Lack lack = lack(demand, Target.of("t0", "p0", "m"));
        assertThat(!isOfData || lack != null).isTrue();
    }

    @Example
    void nothingIsDemandedByADemandForNothing() {
        assertThat(able(List.of(Demand.NOTHING))).isEqualTo(TARGETS);
    }

    @Example
    void saysWhatIsMissing() {
        Demand strict = demand(List.of("eu", "ch"), "7d", false, null);
        Target unknown = Target.of("a", "p", "m");
        assertThat(detail(strict, unknown)).isEqualTo("is not known to be in region eu or ch");
        assertThat(detail(strict, unknown.with(DataTerms.in("us")))).isEqualTo("is not in region eu or ch");
        DataTerms ch = DataTerms.in("ch");
        assertThat(detail(strict, unknown.with(ch))).isEqualTo("is not known not to keep data for longer than 7d");
        DataTerms kept = new DataTerms("ch", Retention.parse("30d"), null, null);
        assertThat(detail(strict, unknown.with(kept))).isEqualTo("may keep data for longer than 7d");
        assertThat(detail(demand(null, "none", null, null), unknown.with(kept))).isEqualTo("may keep data");
        assertThat(detail(demand(null, null, false, null), unknown)).isEqualTo("is not known not to train on data");
        DataTerms trains = new DataTerms(null, null, true, "int4");
        assertThat(detail(strict, unknown.with(trains.orElse(new DataTerms("eu", Retention.NONE, null, null)))))
                .isEqualTo("may train on data");
        assertThat(detail(demand(null, null, null, List.of("fp8", "bf16")), unknown.with(trains)))
                .isEqualTo("is not known to run as fp8 or bf16");
    }

    private static Demand demand(
            @Nullable List<String> region,
            @Nullable String retention,
            @Nullable Boolean training,
            @Nullable List<String> quantization) {
        Retention most = retention == null ? null : Retention.parse(retention);
        return new Demand(region, most, training, null, null, null, quantization);
    }

    private static String detail(Demand demand, Target target) {
        Lack lack = Objects.requireNonNull(lack(demand, target));
        assertThat(lack.kind()).isEqualTo(Lack.Kind.FORBIDDEN);
        return lack.detail();
    }
}
