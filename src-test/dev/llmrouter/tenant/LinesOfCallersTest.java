package dev.llmrouter.tenant;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LinesOfCallersTest {

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-03-02T12:00:30Z"));
    private final LinesOfCallers lines = new LinesOfCallers(3, now::get);

    @Test
    void eachCallerHasItsOwnInEveryMinute() {
        assertThat(IntStream.range(0, 5).map(i -> lines.take("a")).toArray()).containsExactly(2, 1, 0, -1, -1);
        assertThat(lines.take("b")).isEqualTo(2);
        now.set(Instant.parse("2026-03-02T12:01:00Z"));
        assertThat(lines.take("a")).isEqualTo(2);
    }

    @Test
    void whoHasManyAddressesDoesNotHaveManyMoreLines() {
        long written = IntStream.range(0, 10_000)
                .filter(i -> lines.take("address " + i) > LinesOfCallers.NONE)
                .count();
        assertThat(written).isEqualTo(100);
    }
}
