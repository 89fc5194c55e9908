package dev.llmrouter.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class JournalPropertyTest {

    private static final int SEGMENT = 4096;

    /** As a machine leaves a file that lost its power: cut anywhere, or with zeros from there on. */
    @Property(tries = 200)
    void anyCutOfTheTailLeavesAPrefix(
            @ForAll @Size(min = 1, max = 20) List<@IntRange(max = 120) Integer> lengths,
            @ForAll @IntRange(max = SEGMENT) int cut,
            @ForAll boolean zeros)
            throws IOException {
        Path own = Files.createTempDirectory("journal");
        List<String> texts = new ArrayList<>();
        try (Journal journal = Journal.open(own, SEGMENT, 4 * SEGMENT)) {
            for (int length : lengths) {
                String text = texts.size() + "-" + "x".repeat(length);
                journal.append(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), true);
                texts.add(text);
            }
        }
        try (FileChannel file = FileChannel.open(own.resolve("1.journal"), StandardOpenOption.WRITE)) {
            if (zeros) {
                file.write(ByteBuffer.allocate(SEGMENT - cut), cut);
            } else {
                file.truncate(cut);
            }
        }
        try (Journal next = Journal.open(own, SEGMENT, 4 * SEGMENT)) {
            List<String> found = new ArrayList<>();
            next.read(
                    Integer.MAX_VALUE,
                    bytes -> found.add(StandardCharsets.UTF_8.decode(bytes).toString()));
            assertThat(found).isEqualTo(texts.subList(0, found.size()));
            int whole = 0;
            int at = 0;
            while (whole < texts.size()) {
                at += (8 + texts.get(whole).length() + 7) & -8;
                // of the last frame only what fills it up may be missing
                if (at - 7 > cut) {
                    break;
                }
                whole++;
            }
            assertThat(found.size()).isBetween(whole - 1, texts.size());
        } finally {
            try (Stream<Path> files = Files.walk(own)) {
                files.sorted(Comparator.reverseOrder())
                        .forEach(file -> file.toFile().delete());
            }
        }
    }
}
