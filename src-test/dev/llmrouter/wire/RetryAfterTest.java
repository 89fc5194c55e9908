package dev.llmrouter.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryAfterTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    /** {@code headers} are {@code name=value} with semicolons between. */
    private static @Nullable String of(String headers) {
        Map<String, String> known = new HashMap<>();
        for (String header : headers.split(";", -1)) {
            int split = header.indexOf('=');
            known.put(header.substring(0, split), header.substring(split + 1));
        }
        return RetryAfter.of(known::get, NOW);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "retry-after=30 | 30.0",
                "retry-after=0.5 | 0.5",
                "retry-after=Sun, 01 Mar 2026 12:01:30 GMT | 90.0",
                "retry-after=Sun, 01 Mar 2026 11:00:00 GMT | 0.0",
                "retry-after-ms=1500 | 1.5",
                "retry-after=2;retry-after-ms=1500 | 2.0",
                "x-ratelimit-remaining-requests=0;x-ratelimit-reset-requests=12s | 12.0",
                "x-ratelimit-remaining-tokens=0;x-ratelimit-reset-tokens=20ms | 0.02",
                "x-ratelimit-remaining-tokens=0;x-ratelimit-reset-tokens=1.25s | 1.25",
                "x-ratelimit-remaining-tokens=0;x-ratelimit-reset-tokens=7 | 7.0",
                "anthropic-ratelimit-requests-remaining=0;anthropic-ratelimit-requests-reset=2026-03-01T12:00:09Z | 9.0",
                "anthropic-ratelimit-output-tokens-remaining=0;anthropic-ratelimit-output-tokens-reset=2026-03-01T13:00:05+01:00 | 5.0",
            })
    void itIsSaidInManyWays(String headers, String seconds) {
        assertThat(of(headers)).isEqualTo(seconds);
    }

    @ParameterizedTest
    @CsvSource({
        "x-ratelimit-remaining-requests=1;x-ratelimit-reset-requests=12s",
        "x-ratelimit-reset-requests=12s",
        "x-ratelimit-remaining-requests=0",
        "retry-after=soon",
        "retry-after=-1",
        "retry-after=",
        "x-request-id=7",
    })
    void orNotAtAll(String headers) {
        assertThat(of(headers)).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "x-ratelimit-remaining-requests=0;x-ratelimit-reset-requests=6m0s",
        "x-ratelimit-remaining-requests=0;x-ratelimit-reset-requests=1h0m1s",
        "anthropic-ratelimit-tokens-remaining=0;anthropic-ratelimit-tokens-reset=2026-03-02T12:00:00Z",
    })
    void aLimitThatFillsSlowlyIsNotWaitedForToTheEnd(String headers) {
        assertThat(of(headers)).isEqualTo("60.0");
    }

    @ParameterizedTest
    @CsvSource("x-ratelimit-remaining-requests=0;x-ratelimit-reset-requests=2s;"
            + "x-ratelimit-remaining-tokens=0;x-ratelimit-reset-tokens=5s")
    void ofTwoLimitsTheLaterCounts(String headers) {
        assertThat(of(headers)).isEqualTo("5.0");
    }

    @Property(tries = 500)
    void nothingThatAProviderSaysThrows(@ForAll String said, @ForAll String reset) {
        assertThat(RetryAfter.of(name -> name.contains("reset") ? reset : name.contains("remaining") ? "0" : said, NOW))
                .satisfiesAnyOf(
                        none -> assertThat(none).isNull(), some -> assertThat(Double.parseDouble(String.valueOf(some)))
                                .isNotNegative());
    }
}
