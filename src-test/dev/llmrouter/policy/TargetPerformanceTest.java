package dev.llmrouter.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.llmrouter.call.Places;
import dev.llmrouter.catalog.Target;
import dev.llmrouter.llm.Cancellation;
import dev.llmrouter.llm.LlmRequest;
import dev.llmrouter.openai.OpenAiRequest;
import dev.llmrouter.outcome.Usage;
import io.github.resilience4j.bulkhead.Bulkhead;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TargetPerformanceTest {

    private static final long SECOND = 1_000_000_000L;

    private final Target target = Target.of("t", "p", "m");
    private final Places places = new Places(Bulkhead.ofDefaults("t"));
    private long now;
    private final Performance all = new Performance(asked -> places, () -> now);
    private final TargetPerformance performance = all.of(target);

    private static LlmRequest request(boolean stream, int maxTokens) {
        String json = "{\"model\":\"m\",\"stream\":" + stream + ",\"max_tokens\":" + maxTokens
                + ",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";
        return LlmRequest.of(
                OpenAiRequest.read(json.getBytes(StandardCharsets.UTF_8)), Map.of(), null, new Cancellation());
    }

    private static final LlmRequest STREAM = request(true, 0);
    private static final LlmRequest WHOLE = request(false, 0);

    @Test
    void nothingIsKnownAtFirst() {
        assertThat(performance.nanosToAnswer(STREAM)).isNaN();
        assertThat(performance.nanosToAnswer(WHOLE)).isNaN();
        assertThat(performance.tokensPerSecond(WHOLE)).isNaN();
        assertThat(performance.failureShare()).isZero();
        assertThat(performance.cachedShare()).isZero();
        assertThat(performance.outputTokens(WHOLE)).isEqualTo(300);
        assertThat(performance.inFlight()).isZero();
    }

    @Test
    void anOldTimeCountsHalfAfterTheHalfLife() {
        performance.begun(SECOND);
        now += Duration.ofSeconds(10).toNanos();
        performance.begun(4 * SECOND);
        assertThat(performance.nanosToAnswer(STREAM) / SECOND).isCloseTo((0.5 * 1 + 4) / 1.5, within(1e-6));
    }

    @Test
    void anotherHalfLifeIsSeenBesideIt() {
        Performance slower = all.withHalfLife(Duration.ofSeconds(20));
        assertThat(all.withHalfLife(Duration.ofSeconds(20))).isSameAs(slower);
        assertThat(all.withHalfLife(Performance.HALF_LIFE)).isSameAs(all);
        assertThat(all.all()).containsExactly(all, slower);
        slower.of(target).begun(SECOND);
        now += 20 * SECOND;
        slower.of(target).begun(4 * SECOND);
        assertThat(slower.of(target).nanosToAnswer(STREAM) / SECOND).isCloseTo((0.5 * 1 + 4) / 1.5, within(1e-6));
    }

    @Test
    void manyOldTimesDoNotHoldAChangeUp() {
        for (int i = 0; i < 10_000; i++) {
            performance.begun(SECOND);
        }
        for (int i = 0; i < 20; i++) {
            performance.begun(5 * SECOND);
        }
        assertThat(performance.nanosToAnswer(STREAM) / SECOND).isGreaterThan(3);
    }

    @Test
    void whatIsLongPastIsForgotten() {
        performance.begun(SECOND);
        performance.failed();
        assertThat(performance.failureShare()).isGreaterThan(0.9);
        now += 300 * SECOND;
        assertThat(performance.nanosToAnswer(STREAM)).isNaN();
        assertThat(performance.failureShare()).isLessThan(0.001);
    }

    @Test
    void theTimeOfAWholeReplyGoesByItsLength() {
        for (int tokens = 100; tokens <= 900; tokens += 100) {
            // half a second, and a hundred tokens in a second
            performance.succeeded(SECOND / 2 + tokens * SECOND / 100, Usage.of(10, tokens));
        }
        assertThat(performance.nanosToAnswer(request(false, 50)) / SECOND).isCloseTo(1.0, within(0.01));
        assertThat(performance.nanosToAnswer(request(false, 200)) / SECOND).isCloseTo(2.5, within(0.01));
    }

    @Test
    void oddMeasurementsDoNotBendTimesBelowNothing() {
        performance.succeeded(10 * SECOND, Usage.of(10, 10));
        performance.succeeded(SECOND, Usage.of(10, 1000));
        performance.succeeded(SECOND, Usage.of(10, 990));
        assertThat(performance.nanosToAnswer(request(false, 1)) / SECOND).isBetween(3.7, 4.1);
        performance.succeeded(100 * SECOND, Usage.of(10, 2000));
        assertThat(performance.nanosToAnswer(request(false, 1))).isNotNegative();
    }

    @Test
    void callsThatWaitForLongerThanExpectedCount() {
        performance.begun(SECOND);
        places.waiting(true).enter(now);
        now += SECOND / 2;
        assertThat(performance.nanosToAnswer(STREAM)).isEqualTo(SECOND);
        now += 4 * SECOND;
        assertThat(performance.nanosToAnswer(STREAM)).isEqualTo(4.5 * SECOND);
        assertThat(performance.waitedNanos(true)).isEqualTo(4 * SECOND + SECOND / 2);
        assertThat(performance.waitedNanos(false)).isZero();
    }

    @Test
    void oneWhoGaveUpTellsThatItWouldHaveTakenLonger() {
        performance.begun(SECOND);
        performance.waitedInVain(STREAM, SECOND / 2);
        assertThat(performance.nanosToAnswer(STREAM)).isEqualTo(SECOND);
        performance.waitedInVain(STREAM, 9 * SECOND);
        assertThat(performance.nanosToAnswer(STREAM)).isGreaterThan(4 * SECOND);
    }

    @Test
    void aReplyIsAsLongAsUsualButNotLongerThanAllowed() {
        for (int i = 0; i < 200; i++) {
            performance.succeeded(SECOND, Usage.of(10, 1000));
        }
        assertThat(performance.outputTokens(WHOLE)).isCloseTo(1000, within(30.0));
        assertThat(performance.outputTokens(request(false, 100))).isEqualTo(100);
        assertThat(all.of(Target.of("other", "p", "m")).outputTokens(WHOLE))
                .as("one of which nothing is known writes as much as the others")
                .isCloseTo(1000, within(30.0));
    }

    @Test
    void clocksThatBeginAnywhereAreFine() {
        now = Long.MAX_VALUE - 5;
        places.waiting(true).enter(now);
        places.waiting(true).enter(now);
        now += 10;
        assertThat(places.waiting(true).totalNanos(now)).isEqualTo(20);
        places.waiting(true).leave(now - 10);
        assertThat(places.waiting(true).meanNanos(now)).isEqualTo(10);
    }

    /** Those that wait for a stream, each with its beginning. */
    private void ask(int calls) {
        for (int i = 0; i < calls; i++) {
            places.waiting(true).enter(now);
        }
    }

    private void answer(long begin) {
        places.waiting(true).answered(now);
        places.waiting(true).leave(begin);
    }

    @Test
    void itHangsWhereSeveralWaitMuchLongerThanUsualAndNobodyIsAnswered() {
        performance.begun(SECOND / 10);
        ask(3);
        now += SECOND - 1;
        assertThat(performance.isHanging()).isFalse();
        now += 1;
        assertThat(performance.isHanging()).isTrue();
    }

    @Test
    void itDoesNotHangWhereOthersAreAnswered() {
        performance.begun(SECOND / 10);
        ask(4);
        now += SECOND;
        answer(0);
        now += SECOND - 1;
        assertThat(performance.isHanging()).isFalse();
    }

    @Test
    void whatIsSlowAsUsualDoesNotHang() {
        performance.begun(5 * SECOND);
        ask(10);
        now += 19 * SECOND;
        assertThat(performance.isHanging()).isFalse();
    }

    @Test
    void nothingHangsWhoseTimeNobodyKnows() {
        ask(10);
        now += 100 * SECOND;
        assertThat(performance.isHanging()).isFalse();
    }

    @Test
    void whatHangsGetsOneCallAtATimeUntilItAnswersOne() {
        performance.begun(SECOND / 10);
        ask(3);
        now += SECOND;
        assertThat(performance.isHanging()).isTrue();
        now += SECOND;
        places.waiting(true).leave(0);
        places.waiting(true).leave(0);
        places.waiting(true).leave(0);
        assertThat(performance.isHanging()).isFalse();
        ask(1);
        assertThat(performance.isHanging()).isTrue();
        answer(now);
        ask(2);
        assertThat(performance.isHanging()).isFalse();
    }

    @Test
    void whoeverHasWaitedForLongWhereNobodyIsAnsweredHadBetterGoElsewhere() {
        performance.begun(SECOND / 10);
        ask(3);
        now += SECOND;
        assertThat(performance.isHopeless(true, SECOND)).isFalse();
        assertThat(performance.isHopeless(true, SECOND + 1)).isTrue();
        assertThat(performance.isHopeless(false, 10 * SECOND)).isFalse();
        now += 1;
        answer(0);
        assertThat(performance.isHopeless(true, 10 * SECOND)).isFalse();
    }
}
