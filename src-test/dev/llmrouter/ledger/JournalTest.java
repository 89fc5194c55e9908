package dev.llmrouter.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class JournalTest {

    private static final int SEGMENT = 4096;

    private final Path folder = newFolder();

    private static Path newFolder() {
        try {
            return Files.createTempDirectory("journal");
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @AfterEach
    void delete() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        }
    }

    private Journal open() {
        return Journal.open(folder, SEGMENT, 4 * SEGMENT);
    }

    private static ByteBuffer record(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private static List<String> read(Journal journal) {
        List<String> read = new ArrayList<>();
        journal.read(
                Integer.MAX_VALUE,
                bytes -> read.add(StandardCharsets.UTF_8.decode(bytes).toString()));
        return read;
    }

    private static String text(int number, int length) {
        return number + "-" + "x".repeat(length);
    }

    @Test
    void givesBackWhatWasAppendedInItsOrder() {
        try (Journal journal = open()) {
            List<String> texts = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                texts.add(text(i, i));
                assertThat(journal.append(record(text(i, i)), true)).isTrue();
            }
            assertThat(read(journal)).isEqualTo(texts);
            assertThat(read(journal)).isEmpty();
            journal.rewind();
            assertThat(read(journal)).isEqualTo(texts);
            journal.release();
            journal.rewind();
            assertThat(read(journal)).isEmpty();
        }
    }

    @Test
    void anotherProcessFindsWhatWasNotReleased() {
        try (Journal journal = open()) {
            for (int i = 0; i < 60; i++) {
                journal.append(record(text(i, 100)), true);
            }
            journal.read(50, bytes -> {});
            journal.release();
            journal.append(record("last"), true);
        }
        try (Journal next = open()) {
            List<String> found = read(next);
            assertThat(found).endsWith(text(58, 100), text(59, 100), "last").doesNotContain(text(0, 100));
            assertThat(next.isPastOthers()).isTrue();
            next.append(record("more"), true);
            assertThat(read(next)).containsExactly("more");
        }
    }

    @Test
    void startsBehindThePlaceThatTheStoreKnows() {
        long place;
        try (Journal journal = open()) {
            journal.append(record("a"), true);
            journal.append(record("b"), true);
            journal.read(1, bytes -> {});
            place = journal.place();
        }
        try (Journal next = open()) {
            next.skipTo(place);
            assertThat(read(next)).containsExactly("b");
        }
    }

    @Test
    void whatIsReleasedLeavesTheDisk() throws IOException {
        try (Journal journal = open()) {
            for (int i = 0; i < 1000; i++) {
                assertThat(journal.append(record(text(i, 100)), true)).isTrue();
                read(journal);
                journal.release();
            }
            try (Stream<Path> files = Files.list(folder)) {
                assertThat(files.filter(file -> file.toString().endsWith(".journal")))
                        .hasSize(1);
            }
        }
    }

    @Test
    void whatHasBegunMayEndWhenNothingMayBegin() {
        try (Journal journal = open()) {
            int begun = 0;
            while (journal.append(record(text(begun, 100)), true)) {
                begun++;
            }
            assertThat(begun).isGreaterThan(90);
            assertThat(journal.append(record("end"), false)).isTrue();
            int ended = 0;
            while (journal.append(record(text(ended, 100)), false)) {
                ended++;
            }
            assertThat(ended).isGreaterThan(25);
            assertThat(read(journal)).hasSize(begun + 1 + ended);
            journal.release();
            assertThat(journal.append(record("again"), true)).isTrue();
        }
    }

    @Test
    void oneFolderIsOneRouters() {
        try (Journal journal = open()) {
            assertThat(journal.replica()).hasSize(16);
            assertThatThrownBy(this::open)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("LLM_ROUTER_DATA");
        }
        open().close();
    }

    @Test
    void manyThreadsAppendWhileOneReads() throws InterruptedException {
        int threads = 8;
        int each = 20_000;
        try (Journal journal = Journal.open(folder, 1 << 20, 64 << 20)) {
            CountDownLatch done = new CountDownLatch(threads);
            for (int t = 0; t < threads; t++) {
                int of = t;
                new Thread(() -> {
                            for (int i = 0; i < each; i++) {
                                journal.append(record(of + ":" + i), true);
                            }
                            done.countDown();
                        })
                        .start();
            }
            Set<String> seen = new HashSet<>();
            int records = 0;
            while (done.getCount() > 0) {
                List<String> some = read(journal);
                records += some.size();
                seen.addAll(some);
                journal.release();
            }
            List<String> rest = read(journal);
            seen.addAll(rest);
            assertThat(records + rest.size()).isEqualTo(threads * each);
            assertThat(seen).hasSize(threads * each);
        }
    }

    /** A thread was killed between taking its place and filling it. */
    @Test
    void aHoleHidesNothingBehindIt() throws IOException {
        try (Journal journal = open()) {
            journal.append(record("first"), true);
            journal.append(record("second"), true);
            journal.append(record("third"), true);
        }
        try (FileChannel file = FileChannel.open(folder.resolve("1.journal"), StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.allocate(16), 16);
        }
        try (Journal next = open()) {
            assertThat(read(next)).containsExactly("first", "third");
        }
    }

    @Test
    void anEntryComesBackAsItWas() {
        Entry entry = Entries.settled(Numbers.first(1_790_000_000_000L));
        assertThat(EntryBytes.read(EntryBytes.of(entry))).isEqualTo(entry);
        Entry begun = Entries.begun(Numbers.first(1_790_000_000_000L));
        assertThat(EntryBytes.read(EntryBytes.of(begun))).isEqualTo(begun);
    }

    @Test
    void aFolderThatCouldNotBeReadIsOpenedOnceItIsMended() throws IOException {
        Path inTheWay = Files.createDirectories(folder.resolve("7.journal"));
        assertThatThrownBy(this::open).hasMessageContaining("can't be opened");
        Files.delete(inTheWay);
        open().close();
    }

    @Test
    void aFileOfSomebodyElseInTheFolderIsLeftAlone() throws IOException {
        Path copy = Files.writeString(folder.resolve("copy of 7.journal"), "not a number");
        try (Journal journal = open()) {
            assertThat(journal.append(record("one"), true)).isTrue();
            assertThat(read(journal)).containsExactly("one");
        }
        assertThat(copy).exists();
    }
}
