package dev.llmrouter.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PartsTest {

    @Test
    void manyMayWriteOneFileAtTheSameTimeAndOneOfThemIsThereWhole(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("a.txt");
        ExecutorService writers = Executors.newFixedThreadPool(8);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < 400; i++) {
                byte[] text = String.valueOf(i % 10).repeat(2000).getBytes(StandardCharsets.UTF_8);
                all.add(writers.submit(() -> {
                    Parts.write(file, text);
                    return true;
                }));
            }
            for (Future<?> one : all) {
                assertThat(one.get()).isEqualTo(true);
            }
        } finally {
            writers.shutdownNow();
        }
        String text = Files.readString(file);
        assertThat(text).hasSize(2000).isEqualTo(text.substring(0, 1).repeat(2000));
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).containsExactly(file);
        }
    }
}
