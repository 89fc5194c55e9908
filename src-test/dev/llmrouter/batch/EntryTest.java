package dev.llmrouter.batch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmrouter.outcome.Usage;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

/** Lines of a journal. */
class EntryTest {

    private static final byte[] JSON = "{\"a\":\"b c/d\"}".getBytes(StandardCharsets.UTF_8);

    private static Entry read(byte[] line) {
        return Objects.requireNonNull(Entry.read(line));
    }

    @Property(tries = 200)
    void whatIsWrittenIsReadAgain(
            @ForAll @IntRange(min = 0) int index,
            @ForAll boolean isReply,
            @ForAll @LongRange(min = 0, max = 1L << 40) long input,
            @ForAll @LongRange(min = 0, max = 1L << 40) long cached,
            @ForAll @LongRange(min = 0, max = 1L << 40) long output,
            @ForAll @LongRange(min = 0, max = 1L << 40) long reasoning,
            @ForAll boolean isPriced) {
        Spent spent = new Spent(new Usage(input, cached, 0, output, reasoning, false), isPriced ? 7 : 0, isPriced);
        byte[] line = new Entry(index, isReply, spent, JSON).bytes();
        Entry again = read(Arrays.copyOf(line, line.length - 1));
        assertThat(again.index()).isEqualTo(index);
        assertThat(again.isReply()).isEqualTo(isReply);
        assertThat(again.spent()).isEqualTo(spent);
        assertThat(again.json()).isEqualTo(JSON);
    }

    @Test
    void aJournalThatTellsNothingOfCachesAndThoughtsIsReadToo() {
        Entry old = read("3 ok 7 2 13000 {\"a\":1}".getBytes(StandardCharsets.UTF_8));
        assertThat(old.spent()).isEqualTo(new Spent(Usage.of(7, 2), 13_000, true));
    }

    @Test
    void aLineThatWasNotWrittenToItsEndIsNone() {
        assertThat(Entry.read("3 ok 7/x 2 13000 {}".getBytes(StandardCharsets.UTF_8)))
                .isNull();
        assertThat(Entry.read("3 ok 7/4 2 13000 {\"a\":".getBytes(StandardCharsets.UTF_8)))
                .isNull();
    }
}
