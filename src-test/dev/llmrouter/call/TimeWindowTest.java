package dev.llmrouter.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimeWindowTest {

    /** 2026-03-02 is a Monday; Berlin is an hour ahead then, and two from 2026-03-29 on. */
    @ParameterizedTest
    @CsvSource({
        "22:00-06:00 Europe/Berlin, 2026-03-02T20:59:59Z, false",
        "22:00-06:00 Europe/Berlin, 2026-03-02T21:00:00Z, true",
        "22:00-06:00 Europe/Berlin, 2026-03-02T04:59:59Z, true",
        "22:00-06:00 Europe/Berlin, 2026-03-02T05:00:00Z, false",
        "22:00-06:00 Europe/Berlin, 2026-03-30T20:00:00Z, true",
        "08:00-18:00, 2026-03-02T08:00:00Z, true",
        "08:00-18:00, 2026-03-02T18:00:00Z, false",
        "Mon-Fri 08:00-18:00, 2026-03-06T10:00:00Z, true",
        "Mon-Fri 08:00-18:00, 2026-03-07T10:00:00Z, false",
        "Fri-Mon 08:00-18:00, 2026-03-01T10:00:00Z, true",
        "Fri-Mon 08:00-18:00, 2026-03-03T10:00:00Z, false",
        "Sat 00:00-00:00, 2026-03-07T23:59:00Z, true",
        "Sat 00:00-00:00, 2026-03-08T00:00:00Z, false",
        "Fri 22:00-06:00, 2026-03-07T05:00:00Z, true",
        "Fri 22:00-06:00, 2026-03-06T05:00:00Z, false",
        "00:00-00:00, 2026-03-02T12:00:00Z, true",
    })
    void knowsWhenItIs(String window, Instant at, boolean isWithin) {
        assertThat(TimeWindow.parse(window).contains(at, ZoneOffset.UTC)).isEqualTo(isWithin);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "night", "25:00-06:00", "22-6", "Mo 22:00-06:00", "22:00-06:00 Berlin", "22:00"})
    void refusesWhatIsNoWindow(String text) {
        assertThatThrownBy(() -> TimeWindow.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("22:00-06:00 Europe/Berlin");
    }
}
