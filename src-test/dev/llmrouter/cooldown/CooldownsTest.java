package dev.llmrouter.cooldown;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmrouter.catalog.Target;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class CooldownsTest {

    private static final Target A = Target.of("a", "one", "m");
    private static final Target B = Target.of("b", "one", "m");

    /** Near the end of its range, as the machine's clock may be. */
    private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 10);

    private final Cooldowns cooldowns = new Cooldowns(clock::get);

    @Test
    void whoIsRestingIsNotAskedUntilItsTimeIsUp() {
        cooldowns.begin(A, Duration.ofSeconds(30));
        pass(Duration.ofMillis(29_999));
        assertThat(cooldowns.isResting(A)).isTrue();
        pass(Duration.ofMillis(1));
        assertThat(cooldowns.isResting(A)).isFalse();
    }

    @Test
    void othersGoOn() {
        cooldowns.begin(A, Duration.ofSeconds(30));
        assertThat(cooldowns.isResting(B)).isFalse();
        assertThat(cooldowns.refusal(B)).isNull();
    }

    @Test
    void aLongerRestExtendsAShorterOne() {
        cooldowns.begin(A, Duration.ofSeconds(5));
        cooldowns.begin(A, Duration.ofSeconds(60));
        pass(Duration.ofSeconds(59));
        assertThat(cooldowns.isResting(A)).isTrue();
    }

    @Test
    void aShorterRestDoesNotCutALongerOne() {
        cooldowns.begin(A, Duration.ofSeconds(60));
        cooldowns.begin(A, Duration.ofSeconds(1));
        pass(Duration.ofSeconds(59));
        assertThat(cooldowns.isResting(A)).isTrue();
    }

    @Test
    void theRefusalSaysInHowManySecondsToComeBackRoundedUp() {
        cooldowns.begin(A, Duration.ofSeconds(30));
        pass(Duration.ofMillis(28_500));
        assertThat(Objects.requireNonNull(cooldowns.refusal(A)).retryAfterSeconds())
                .isEqualTo(2);
    }

    private void pass(Duration time) {
        clock.addAndGet(time.toNanos());
    }
}
