package dev.llmrouter.cooldown;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.llmrouter.call.Call;
import dev.llmrouter.catalog.Target;
import dev.llmrouter.llm.Cancellation;
import dev.llmrouter.llm.LlmRequest;
import dev.llmrouter.openai.OpenAiRequest;
import dev.llmrouter.policy.Selection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;

class RampsTest {

    private static final CamelContext CAMEL = new DefaultCamelContext();
    private static final Target A = Target.of("a", "p", "m");
    private static final Target B = Target.of("b", "p", "m");

    private final AtomicLong now =
            new AtomicLong(Long.MAX_VALUE - Duration.ofSeconds(10).toNanos());
    private final Ramps ramps = new Ramps(now::get);

    private void after(long millis) {
        now.addAndGet(Duration.ofMillis(millis).toNanos());
    }

    private static Selection selection(String call) {
        byte[] json = "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}"
                .getBytes(StandardCharsets.UTF_8);
        LlmRequest request = LlmRequest.of(OpenAiRequest.read(json), Map.of(), null, new Cancellation());
        return new Selection(new Call(call, request), new DefaultExchange(CAMEL), List.of());
    }

    @Test
    void whoeverHasNotFailedGetsAllOfItsCalls() {
        assertThat(ramps.share(A)).isEqualTo(1);
        ramps.begin(B);
        assertThat(ramps.share(A)).isEqualTo(1);
    }

    @Test
    void aTargetThatHasRecoveredGetsATenthAndThenMoreUntilItHasAll() {
        ramps.begin(A);
        assertThat(ramps.share(A)).isEqualTo(0.1);
        after(15_000);
        assertThat(ramps.share(A)).isCloseTo(0.55, within(1e-9));
        after(15_000);
        assertThat(ramps.share(A)).isEqualTo(1);
    }

    @Test
    void oneThatFailsAgainAndRecoversBeginsAnew() {
        ramps.begin(A);
        after(20_000);
        ramps.end(A);
        assertThat(ramps.share(A)).isEqualTo(1);
        ramps.begin(A);
        assertThat(ramps.share(A)).isEqualTo(0.1);
    }

    @Property(tries = 200)
    void theShareOnlyGrows(@ForAll @LongRange(max = 40_000) long first, @ForAll @LongRange(max = 40_000) long second) {
        ramps.begin(A);
        after(first);
        double before = ramps.share(A);
        after(second);
        assertThat(ramps.share(A)).isBetween(before, 1.0);
        assertThat(before).isGreaterThanOrEqualTo(0.1);
    }

    @Test
    void itGetsTheCallsThatItsShareSaysAndTheSameOneEachTime() {
        ramps.begin(A);
        after(10_000);
        List<Selection> calls =
                IntStream.range(0, 2000).mapToObj(i -> selection("call-" + i)).toList();
        long spared = calls.stream().filter(call -> ramps.isSpared(call, A)).count();
        assertThat(spared).isCloseTo(1200, within(80L));
        assertThat(calls).allSatisfy(call -> assertThat(ramps.isSpared(call, A)).isEqualTo(ramps.isSpared(call, A)));
        assertThat(calls).noneMatch(call -> ramps.isSpared(call, B));
    }
}
