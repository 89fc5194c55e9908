package dev.llmrouter.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.llmrouter.fixture.OtherRouter;
import dev.llmrouter.fixture.Watched;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a line of a batch takes of the processor, beside a request over HTTP to the same target, which answers at once;
 * {@code -Dspeed=20000} says how many of both.
 */
@EnabledIfSystemProperty(named = "speed", matches = "[0-9]+")
class BatchSpeedTest {

    private static final int COUNT = Integer.getInteger("speed", 20_000);
    private static final int AT_ONE_TIME = 16;
    private static final String BODY =
            "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"Tell me what you know of this.\"}]}";

    @TempDir
    private Path folder = Path.of(".");

    private void batch(Watched files, String name) throws IOException {
        Path part = folder.resolve(name);
        try (BufferedWriter out = Files.newBufferedWriter(part)) {
            for (int i = 0; i < COUNT; i++) {
                out.write(Watched.request("r" + i, "Tell me what you know of this."));
            }
        }
        Files.move(part, files.inbox().resolve(name), StandardCopyOption.ATOMIC_MOVE);
        await().atMost(Duration.ofMinutes(8))
                .until(() -> Files.exists(files.outbox().resolve(name.replace(".jsonl", ".summary.json"))));
    }

    private static void requests(OtherRouter router) throws InterruptedException {
        Semaphore places = new Semaphore(AT_ONE_TIME);
        for (int i = 0; i < COUNT; i++) {
            places.acquire();
            var unused = router.startChat(BODY, "speed-" + i).whenComplete((answer, failed) -> places.release());
        }
        places.acquire(AT_ONE_TIME);
    }

    private interface Work {
        void run() throws IOException, InterruptedException;
    }

    private static double microseconds(OtherRouter router, Work work) throws IOException, InterruptedException {
        Duration before = router.cpu();
        work.run();
        return router.cpu().minus(before).toNanos() / 1e3 / COUNT;
    }

    @Test
    void aLineTakesNotMuchMoreThanARequest() throws IOException, InterruptedException {
        Watched files = new Watched(folder);
        String config =
                """
            providers: { sim: { type: simulator, latency: 0s, perToken: 0s } }
            targets: { m: { provider: sim, model: small } }
            channels: { files: { inbox: "%s", outbox: "%s", failed: "%s", quiet: 50ms } }
            """
                        .formatted(files.inbox(), files.outbox(), files.failed());
        try (OtherRouter router = new OtherRouter(folder, config)) {
            // both once for the compiler
            requests(router);
            batch(files, "warm.jsonl");
            double request = microseconds(router, () -> requests(router));
            double line = microseconds(router, () -> batch(files, "all.jsonl"));
            System.out.printf(
                    java.util.Locale.ROOT,
                    "CPU of a request %.0f us, of a line %.0f us, %.2f times%n",
                    request,
                    line,
                    line / request);
            assertThat(line).isLessThanOrEqualTo(1.5 * request);
        }
    }
}
