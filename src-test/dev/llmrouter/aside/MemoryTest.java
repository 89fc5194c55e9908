package dev.llmrouter.aside;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MemoryTest {

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
    private final Memory<String> memory = new Memory<>(100, Duration.ofMinutes(10), now::get);

    @Test
    void knowsAnAnswerForAsLongAsItIsGood() {
        memory.put("question", "answer");
        now.set(Instant.EPOCH.plus(Duration.ofMinutes(10)));
        assertThat(memory.get("question")).isEqualTo("answer");
        assertThat(memory.get("another question")).isNull();
        now.set(Instant.EPOCH.plus(Duration.ofMinutes(10)).plusMillis(1));
        assertThat(memory.get("question")).isNull();
    }

    @Test
    void forgetsTheOldOnes() {
        IntStream.range(0, 1000).forEach(i -> memory.put("question " + i, "answer"));
        long known = IntStream.range(0, 1000)
                .filter(i -> memory.get("question " + i) != null)
                .count();
        assertThat(known).isBetween(1L, 150L);
        assertThat(memory.get("question 999")).isNotNull();
    }
}
