package dev.llmrouter.call;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.TemporalAdjusters;
import org.jspecify.annotations.Nullable;

/** For how long a budget is. Windows are of the calendar, in UTC: not the last so many hours, but this day. */
public enum Period {
    /** From midnight. */
    DAY,
    /** From Monday. */
    WEEK,
    /** From the first. */
    MONTH,
    /** Without an end. */
    TOTAL;

    /** {@return when the window began that a moment is in} */
    public Instant begin(Instant now) {
        LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
        LocalDate first =
                switch (this) {
                    case DAY -> today;
                    case WEEK -> today.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
                    case MONTH -> today.withDayOfMonth(1);
                    case TOTAL -> LocalDate.EPOCH;
                };
        return first.atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    /** {@return when the window ends that began then; null for never} */
    public @Nullable Instant end(Instant begin) {
        LocalDate first = LocalDate.ofInstant(begin, ZoneOffset.UTC);
        LocalDate next =
                switch (this) {
                    case DAY -> first.plusDays(1);
                    case WEEK -> first.plusWeeks(1);
                    case MONTH -> first.plusMonths(1);
                    case TOTAL -> null;
                };
        return next == null ? null : next.atStartOfDay(ZoneOffset.UTC).toInstant();
    }
}
