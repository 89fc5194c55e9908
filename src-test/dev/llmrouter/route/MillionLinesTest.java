package dev.llmrouter.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmrouter.fixture.OtherRouter;
import dev.llmrouter.fixture.Watched;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** A batch that is larger than the memory of its router, which is 256 MB; {@code -Dmillion=1000000} says how many lines. */
@EnabledIfSystemProperty(named = "million", matches = "[0-9]+")
class MillionLinesTest {

    private static final int LINES = Integer.getInteger("million", 1_000_000);
    private static final String WORDS = "Tell me what you know of this. ".repeat(8);

    @TempDir
    private Path folder = Path.of(".");

    private void write(Path file) throws IOException {
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            for (int i = 0; i < LINES; i++) {
                out.write(Watched.request("r" + i, WORDS + i));
            }
        }
    }

    @Test
    void isAnsweredInLittleMemory() throws IOException {
        Watched files = new Watched(folder);
        Files.createDirectories(files.inbox());
        write(files.inbox().resolve("all.jsonl"));
        String config =
                """
            providers: { sim: { type: simulator, latency: 0s, perToken: 0s } }
            targets: { m: { provider: sim, model: small } }
            channels: { files: { inbox: "%s", outbox: "%s", failed: "%s" } }
            """
                        .formatted(files.inbox(), files.outbox(), files.failed());
        try (OtherRouter router = new OtherRouter(folder, config)) {
            Path summary = files.outbox().resolve("all.summary.json");
            await().atMost(Duration.ofHours(1)).until(() -> Files.exists(summary));
            JsonNode end = Watched.json(summary);
            assertThat(end.get("succeeded").asInt()).isEqualTo(LINES);
            assertThat(router.printed()).doesNotContain("OutOfMemory");
        }
        try (Stream<String> results = Files.lines(files.outbox().resolve("all.jsonl"))) {
            assertThat(results.count()).isEqualTo(LINES);
        }
    }
}
