package dev.llmrouter.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecentCallsTest {

    private final TestClock clock = new TestClock();
    private final RecentCalls recent = new RecentCalls(clock);
    private final Seat seat = new Seat("ab", "new", 1, true, new ArmFigures());

    private long scores() {
        return seat.figures().seen().scores().count();
    }

    @Test
    void aScoreCountsForTheArmOnce() {
        recent.add("acme", "1", List.of(seat));
        assertThat(recent.score("acme", "1", 0.5).seats()).containsExactly(seat);
        assertThat(recent.score("acme", "1", 1).isDuplicate()).isTrue();
        assertThat(seat.figures().seen().scores().mean()).isEqualTo(0.5);
        assertThat(scores()).isEqualTo(1);
    }

    @Test
    void aTenantScoresItsOwnCallsOnlyAndNamesThemAsItLikes() {
        recent.add("acme", "1", List.of(seat));
        recent.add("other", "1", List.of());
        assertThat(recent.score("nobody", "1", 1).seats()).isEmpty();
        assertThat(recent.score(null, "1", 1).seats()).isEmpty();
        assertThat(recent.score("acme", "1", 1).seats()).containsExactly(seat);
    }

    @Test
    void whatIsTooOldIsNotKnown() {
        recent.add("acme", "1", List.of(seat));
        clock.pass(RecentCalls.KEPT.plus(Duration.ofSeconds(1)));
        assertThat(recent.score("acme", "1", 1).seats()).isEmpty();
        assertThat(scores()).isZero();
    }

    @Test
    void onlySoManyCallsAreKept() {
        for (int call = 0; call <= RecentCalls.MOST; call++) {
            recent.add("acme", "c" + call, List.of(seat));
        }
        assertThat(recent.score("acme", "c0", 1).seats()).isEmpty();
        assertThat(recent.score("acme", "c1", 1).seats()).hasSize(1);
    }

    @Test
    void aBudgetIsThereAgainWithTheNextDay() {
        Allowance allowance = new Allowance(1, java.time.temporal.ChronoUnit.DAYS, clock);
        allowance.spend(0.6);
        assertThat(allowance.isLeft()).isTrue();
        allowance.spend(0.6);
        assertThat(allowance.isLeft()).isFalse();
        clock.pass(Duration.ofHours(11));
        assertThat(allowance.isLeft()).isFalse();
        clock.pass(Duration.ofHours(1));
        assertThat(allowance.isLeft()).isTrue();
        Allowance monthly = new Allowance(1, java.time.temporal.ChronoUnit.MONTHS, clock);
        monthly.spend(1);
        clock.pass(Duration.ofDays(27));
        assertThat(monthly.isLeft()).isFalse();
        clock.pass(Duration.ofDays(1));
        assertThat(monthly.isLeft()).isTrue();
    }
}
