package dev.llmrouter.experiment;

import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/**
 * US dollars that may be spent in an hour, a day or a month of UTC; kept in memory, so a restart begins anew. What is
 * under way when it is used up still ends, so it is overspent by those calls at most. Thread-safe.
 */
public final class Allowance {

    private final double usd;
    private final ChronoUnit per;
    private final InstantSource clock;
    private LocalDateTime since = LocalDateTime.MIN;
    private double spent;

    /** So many dollars for each HOURS, DAYS or MONTHS. */
    public Allowance(double usd, ChronoUnit per, InstantSource clock) {
        this.usd = usd;
        this.per = per;
        this.clock = clock;
    }

    synchronized boolean isLeft() {
        roll();
        return spent < usd;
    }

    synchronized void spend(double amount) {
        roll();
        spent += amount;
    }

    synchronized double spent() {
        roll();
        return spent;
    }

    private void roll() {
        LocalDateTime begin = begin(clock.instant());
        if (!begin.equals(since)) {
            since = begin;
            spent = 0;
        }
    }

    private LocalDateTime begin(Instant now) {
        LocalDateTime utc = LocalDateTime.ofInstant(now, ZoneOffset.UTC);
        return per == ChronoUnit.MONTHS ? utc.truncatedTo(ChronoUnit.DAYS).withDayOfMonth(1) : utc.truncatedTo(per);
    }
}
