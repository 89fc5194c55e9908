package dev.llmrouter.route;

import static dev.llmrouter.fixture.FakeOpenAi.answering;
import static dev.llmrouter.fixture.FakeOpenAi.completion;
import static org.assertj.core.api.Assertions.assertThat;

import dev.llmrouter.fixture.FakeOpenAi;
import dev.llmrouter.fixture.OtherRouter;
import dev.llmrouter.fixture.Postgres;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two router processes, one PostgreSQL, one dollar. Prints what was spent of it. */
class BudgetReplicasTest {

    private static final int CALLS = 1000;

    private int answered;
    private int refused;

    private static OtherRouter router(Path own, FakeOpenAi up, Postgres database) throws IOException {
        Path key = Files.writeString(Files.createDirectory(own).resolve("key"), TestRouter.KEY);
        return new OtherRouter(
                own,
                """
                providers: { up: { type: openai, baseUrl: "%s" } }
                targets: { m: { provider: up, model: m, price: { input: 100, output: 100 } } }
                tenants:
                  acme: { keys: [ "{{file:%s}}" ], budget: { usd: 1, per: month } }
                store: { url: "%s", user: "%s" }
                overload: { queue: 10000 }
                """
                        .formatted(up.baseUrl(), key, database.url(), database.user()));
    }

    private static CompletableFuture<HttpResponse<String>> ask(OtherRouter router, int number) {
        String id = "call-" + number;
        return router.startChat(
                "{\"model\":\"m\",\"max_tokens\":3,\"messages\":[{\"role\":\"user\",\"content\":\"" + id + "\"}]}", id);
    }

    private void count(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isIn(200, 402);
        answered += answer.statusCode() == 200 ? 1 : 0;
        refused += answer.statusCode() == 402 ? 1 : 0;
    }

    /** A call costs a tenth of a cent: 7 tokens of the prompt and 3 of the reply at 100 dollars a million. */
    @Test
    void aThousandCallsAtOnceSpendNoMoreThanThereIs(@TempDir Path folder) throws IOException {
        try (Postgres database = Postgres.start("a budget of two replicas");
                FakeOpenAi up = answering(completion("Hello there"));
                OtherRouter one = router(folder.resolve("one"), up, database);
                OtherRouter other = router(folder.resolve("other"), up, database)) {
            List<CompletableFuture<HttpResponse<String>>> calls = new ArrayList<>();
            for (int i = 0; i < CALLS; i++) {
                calls.add(ask(i % 2 == 0 ? one : other, i));
            }
            calls.forEach(call -> count(call.join()));
            // whoever comes later gets what those gave back that came at once
            for (int i = 0; i < CALLS; i++) {
                count(ask(i % 2 == 0 ? one : other, CALLS + i).join());
            }
            System.out.printf(
                    "budget: %d calls of two processes, %d answered for %.3f of 1.000 dollars, %d refused%n",
                    2 * CALLS, answered, up.received().size() / 1000.0, refused);
            assertThat(up.received()).hasSize(answered).hasSizeLessThanOrEqualTo(1000);
            assertThat(answered).isGreaterThan(900);
        }
    }
}
