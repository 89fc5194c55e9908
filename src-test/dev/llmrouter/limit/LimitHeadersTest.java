package dev.llmrouter.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmrouter.call.Account;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LimitHeadersTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0s",
        "1, 1ms",
        "20, 20ms",
        "1000, 1s",
        "8640, 8.64s",
        "1001, 1.001s",
        "60000, 1m0s",
        "61500, 1m1.5s",
        "360000, 6m0s",
        "3600000, 1h0m0s",
        "3661000, 1h1m1s"
    })
    void durationsLookAsOpenAiWritesThem(long millis, String text) {
        assertThat(LimitHeaders.duration(TimeUnit.MILLISECONDS.toNanos(millis))).isEqualTo(text);
    }

    @Test
    void theyAreRoundedUp() {
        assertThat(LimitHeaders.duration(1)).isEqualTo("1ms");
    }

    @Test
    void theyAreOfWhoHasLeastLeft() {
        Supplies own = Fixture.own(new AtomicLong()::get);
        Allotment large = new Allotment(new Account(Account.Kind.TENANT, "acme"), Fixture.limit(100, 500, null), own);
        Allotment small = new Allotment(new Account(Account.Kind.KEY, "one"), Fixture.limit(6, 10_000, null), own);
        List<Allotment> both = List.of(small, large);
        assertThat(Taken.takeAll(both, 200)).isNull();
        assertThat(LimitHeaders.of(both))
                .isEqualTo(Map.of(
                        "x-ratelimit-limit-requests", "6",
                        "x-ratelimit-remaining-requests", "5",
                        "x-ratelimit-reset-requests", "10s",
                        "x-ratelimit-limit-tokens", "500",
                        "x-ratelimit-remaining-tokens", "300",
                        "x-ratelimit-reset-tokens", "24s"));
    }
}
