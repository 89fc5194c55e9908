package dev.llmrouter.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmrouter.fixture.FakeOpenAi;
import dev.llmrouter.fixture.OtherRouter;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A router that is killed in the middle of calls, and started again. */
class LedgerKilledTest {

    private static final int HELD = 5;

    @TempDir
    private Path folder = Path.of(".");

    private static String asking(String model, boolean stream) {
        return "{\"model\":\"" + model + "\",\"stream\":" + stream
                + ",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";
    }

    private static List<JsonNode> rows(OtherRouter router) {
        List<JsonNode> rows = new ArrayList<>();
        router.get("/admin/ledger?format=jsonl").lines().map(Caller::tree).forEach(rows::add);
        return rows;
    }

    @Test
    void everyAttemptIsThereOnceAndThoseInFlightAreUnknown() throws InterruptedException {
        Set<String> answered = ConcurrentHashMap.newKeySet();
        try (FakeOpenAi quick = FakeOpenAi.answering(FakeOpenAi.completion("Hi"));
                FakeOpenAi slow = FakeOpenAi.answering(FakeOpenAi.stallAfter(FakeOpenAi.chunk("Hel")))) {
            String config =
                    """
                providers:
                  quick: { type: openai, baseUrl: "%s" }
                  slow: { type: openai, baseUrl: "%s" }
                targets:
                  q: { provider: quick, model: a, price: { input: 1, output: 2 } }
                  s: { provider: slow, model: b, price: { input: 1, output: 2 } }
                store: { always: true }
                """
                            .formatted(quick.baseUrl(), slow.baseUrl());
            try (OtherRouter router = new OtherRouter(folder, config)) {
                for (int i = 0; i < HELD; i++) {
                    var unused = router.startChat(asking("s", true), "held-" + i);
                }
                await().until(() -> slow.open() == HELD);
                Semaphore places = new Semaphore(8);
                for (int i = 0; answered.size() < 400; i++) {
                    String id = "quick-" + i;
                    places.acquire();
                    CompletableFuture<HttpResponse<String>> answer = router.startChat(asking("q", false), id);
                    var unused = answer.whenComplete((came, thrown) -> {
                        places.release();
                        if (came != null && came.statusCode() == 200) {
                            answered.add(id);
                        }
                    });
                }
                router.kill();
            }
            Set<String> known = new HashSet<>(answered);
            int asked = quick.received().size() + slow.received().size();
            try (OtherRouter router = new OtherRouter(folder, config)) {
                await().atMost(Duration.ofSeconds(20))
                        .until(() -> rows(router).stream()
                                        .filter(row ->
                                                row.path("outcome").asText().equals("unknown"))
                                        .count()
                                >= HELD);
                Map<String, String> outcomes = new HashMap<>();
                List<JsonNode> rows = rows(router);
                for (JsonNode row : rows) {
                    String call = row.path("call").asText();
                    assertThat(outcomes.put(call, row.path("outcome").asText()))
                            .as(call)
                            .isNull();
                    assertThat(row.path("usd").decimalValue()).isPositive();
                }
                assertThat(outcomes.size()).isGreaterThanOrEqualTo(asked);
                assertThat(outcomes.values()).containsOnly("ok", "unknown");
                known.forEach(id -> assertThat(outcomes).containsKey(id));
                for (int i = 0; i < HELD; i++) {
                    assertThat(outcomes).containsEntry("held-" + i, "unknown");
                }
                assertThat(Caller.tree(router.get("/admin/spend"))
                                .at("/total/attempts")
                                .asInt())
                        .isEqualTo(rows.size());
                assertThat(router.printed()).contains("attempts were going on when the router ended last time");
            }
        }
    }
}
