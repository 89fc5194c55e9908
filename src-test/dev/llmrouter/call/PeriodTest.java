package dev.llmrouter.call;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PeriodTest {

    @ParameterizedTest
    @CsvSource({
        "DAY,   2026-02-28T23:59:59Z, 2026-02-28T00:00:00Z, 2026-03-01T00:00:00Z",
        "WEEK,  2026-11-22T10:00:00Z, 2026-11-16T00:00:00Z, 2026-11-23T00:00:00Z",
        "WEEK,  2026-11-23T00:00:00Z, 2026-11-23T00:00:00Z, 2026-11-30T00:00:00Z",
        "MONTH, 2024-02-29T12:00:00Z, 2024-02-01T00:00:00Z, 2024-03-01T00:00:00Z",
        "MONTH, 2026-12-31T23:59:59Z, 2026-12-01T00:00:00Z, 2027-01-01T00:00:00Z",
    })
    void isOfTheCalendar(Period period, Instant now, Instant begin, Instant end) {
        assertThat(period.begin(now)).isEqualTo(begin);
        assertThat(period.end(begin)).isEqualTo(end);
    }

    @Property
    void everyMomentIsInExactlyOneWindow(
            @ForAll Period period, @ForAll @LongRange(min = 0, max = 4_000_000_000L) long second) {
        Instant now = Instant.ofEpochSecond(second);
        Instant begin = period.begin(now);
        Instant end = period.end(begin);
        assertThat(begin).isBeforeOrEqualTo(now);
        assertThat(period.begin(begin)).isEqualTo(begin);
        if (end != null) {
            assertThat(end).isAfter(now);
            assertThat(period.begin(end)).isEqualTo(end);
        }
    }
}
