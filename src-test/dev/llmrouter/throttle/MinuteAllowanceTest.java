package dev.llmrouter.throttle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmrouter.catalog.MinuteLimits;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MinuteAllowanceTest {

    private final AtomicLong clock = new AtomicLong(123);

    private MinuteAllowance allowance(@Nullable Integer requests, @Nullable Integer tokens) {
        return new MinuteAllowance(new MinuteLimits(requests, tokens), clock::get);
    }

    private void pass(Duration time) {
        clock.addAndGet(time.toNanos());
    }

    @Test
    void aMinutesRequestsMayGoAtOnceAndThenOneAtATime() {
        MinuteAllowance allowance = allowance(60, null);
        for (int i = 0; i < 60; i++) {
            assertThat(allowance.take(0)).isTrue();
        }
        assertThat(allowance.take(0)).isFalse();
        pass(Duration.ofMillis(999));
        assertThat(allowance.take(0)).isFalse();
        pass(Duration.ofMillis(1));
        assertThat(allowance.take(0)).isTrue();
        assertThat(allowance.take(0)).isFalse();
    }

    @Test
    void itSaysExactlyWhenThereIsEnoughAgain() {
        MinuteAllowance allowance = allowance(100, 600);
        assertThat(allowance.nanosUntil(600)).isZero();
        assertThat(allowance.take(600)).isTrue();
        assertThat(allowance.nanosUntil(50)).isEqualTo(Duration.ofSeconds(5).toNanos());
        pass(Duration.ofSeconds(5));
        assertThat(allowance.nanosUntil(50)).isZero();
        assertThat(allowance.take(50)).isTrue();
    }

    @Test
    void whatACallIsExpectedToUseIsGoneUntilItEnds() {
        MinuteAllowance allowance = allowance(null, 100);
        assertThat(allowance.take(80)).isTrue();
        assertThat(allowance.take(30)).isFalse();
        allowance.settle(80, 10);
        assertThat(allowance.take(90)).isTrue();
        assertThat(allowance.take(1)).isFalse();
    }

    @Test
    void whatACallUsedMoreThanItTookTheNextOnesWaitFor() {
        MinuteAllowance allowance = allowance(null, 60);
        assertThat(allowance.take(10)).isTrue();
        allowance.settle(10, 90);
        assertThat(allowance.nanosUntil(1)).isEqualTo(Duration.ofSeconds(31).toNanos());
    }

    @Test
    void aCallThatNeedsMoreThanAMinuteHasIsMadeWhenNobodyElseWas() {
        MinuteAllowance allowance = allowance(null, 60);
        assertThat(allowance.take(180)).isTrue();
        assertThat(allowance.nanosUntil(1)).isEqualTo(Duration.ofSeconds(121).toNanos());
        allowance.settle(180, 60);
        assertThat(allowance.nanosUntil(1)).isEqualTo(Duration.ofSeconds(1).toNanos());
    }

    @Test
    void aCallThatWasNotMadePutsBothBack() {
        MinuteAllowance allowance = allowance(1, 10);
        assertThat(allowance.take(10)).isTrue();
        allowance.putBack(10);
        assertThat(allowance.take(10)).isTrue();
        assertThat(allowance.take(0)).isFalse();
    }

    @Test
    void aCallThatLacksTokensTakesNoRequest() {
        MinuteAllowance allowance = allowance(1, 10);
        allowance.settle(0, 10);
        assertThat(allowance.take(5)).isFalse();
        pass(Duration.ofSeconds(30));
        assertThat(allowance.take(5)).isTrue();
    }

    /** Whatever is taken and used: no minute sees more than what it has and what was saved, but for the last call's excess. */
    @Property(tries = 200)
    void whatIsUsedIsBoundedByTime(
            @ForAll @Size(max = 60) List<@IntRange(min = 1, max = 120) Integer> wanted,
            @ForAll @IntRange(max = 5) int secondsBetween) {
        MinuteAllowance allowance = allowance(null, 100);
        long begin = clock.get();
        long used = 0;
        for (int tokens : wanted) {
            if (allowance.take(tokens)) {
                allowance.settle(tokens, tokens);
                used += tokens;
            }
            assertThat(used)
                    .isLessThanOrEqualTo(
                            100 + 120 + Duration.ofNanos(clock.get() - begin).toSeconds() * 100 / 60);
            pass(Duration.ofSeconds(secondsBetween));
        }
    }
}
