package dev.llmrouter.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmrouter.fixture.FakeOpenAi;
import dev.llmrouter.fixture.OtherRouter;
import dev.llmrouter.fixture.Watched;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A router that is killed in the middle of a batch, again and again; {@code -Dkills=50 -Dlines=10000} for more of both. */
class BatchKilledTest {

    private static final int KILLS = Integer.getInteger("kills", 2);
    private static final int LINES = Integer.getInteger("lines", 1000);
    private static final long SEED = Long.getLong("seed", System.nanoTime());
    private static final int PARALLEL = 16;

    @TempDir
    private Path folder = Path.of(".");

    private final Map<String, AtomicInteger> asked = new ConcurrentHashMap<>();

    private Watched files() {
        return new Watched(folder);
    }

    private Path journal() {
        return files().inbox().resolve(".work/all.jsonl.journal");
    }

    /** Those lines whose result was written to its end. */
    private Set<String> finished() {
        if (!Files.exists(journal())) {
            return Set.of();
        }
        try {
            String written = Files.readString(journal());
            Set<String> finished = new HashSet<>();
            written.substring(0, written.lastIndexOf('\n') + 1)
                    .lines()
                    .skip(1)
                    .forEach(line -> finished.add(line.substring(0, line.indexOf(' '))));
            return finished;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private FakeOpenAi.Answer counted() {
        return (request, body) -> {
            String number = Watched.prompt(body.toString()).split(" ", 2)[1];
            asked.computeIfAbsent(number, first -> new AtomicInteger()).incrementAndGet();
            // long enough for some to be in flight at any moment
            FakeOpenAi.after(5, Watched.echo()).to(request, body);
        };
    }

    private void assertEachWasAskedOnce() {
        assertThat(asked)
                .as("how often each line was asked, but for those in flight at a kill; seed %s", SEED)
                .allSatisfy((line, count) -> assertThat(count).hasValue(1));
    }

    @Test
    void everyLineIsAnsweredOnceAndNoneThatWasFinishedIsAskedAgain() {
        StringBuilder lines = new StringBuilder();
        IntStream.range(0, LINES).forEach(i -> lines.append(Watched.request("r" + i, "prompt " + i)));
        Random random = new Random(SEED);
        int inFlight = 0;
        try (FakeOpenAi server = FakeOpenAi.answering(counted())) {
            String config = files().config(server, ", parallel: " + PARALLEL);
            files().put("all.jsonl", lines.toString());
            for (int kill = 1; kill <= KILLS; kill++) {
                int until = Math.min(LINES - 1, LINES * kill / (KILLS + 1) + random.nextInt(LINES / (KILLS + 1)));
                try (OtherRouter router = new OtherRouter(folder, config)) {
                    await().atMost(Duration.ofMinutes(10))
                            .pollInterval(Duration.ofMillis(5))
                            .until(() -> asked.size() > until || !router.isAlive());
                    router.kill();
                }
                await().until(() -> server.open() == 0);
                Set<String> finished = finished();
                inFlight += asked.size() - finished.size();
                assertThat(asked.size() - finished.size())
                        .as("in flight at kill %s, seed %s", kill, SEED)
                        .isBetween(0, PARALLEL);
                assertEachWasAskedOnce();
                asked.keySet().removeIf(number -> !finished.contains(number));
            }
            try (OtherRouter router = new OtherRouter(folder, config)) {
                List<JsonNode> results = Watched.lines(files().outbox().resolve("all.jsonl"));
                assertThat(router.printed()).contains("lines, ");
                assertThat(results)
                        .extracting(line -> line.get("custom_id").asText())
                        .containsExactlyElementsOf(
                                IntStream.range(0, LINES).mapToObj(i -> "r" + i).toList());
                assertThat(results)
                        .extracting(Watched::said)
                        .containsExactlyElementsOf(IntStream.range(0, LINES)
                                .mapToObj(i -> "You said: prompt " + i)
                                .toList());
            }
        }
        assertThat(asked).hasSize(LINES);
        assertEachWasAskedOnce();
        System.out.println(KILLS + " kills, " + LINES + " lines, " + inFlight + " in flight at a kill and asked again");
    }
}
