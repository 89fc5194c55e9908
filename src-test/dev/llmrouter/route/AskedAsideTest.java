package dev.llmrouter.route;

import static dev.llmrouter.fixture.FakeOpenAi.answering;
import static dev.llmrouter.fixture.FakeOpenAi.completion;
import static dev.llmrouter.fixture.FakeOpenAi.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmrouter.fixture.FakeOpenAi;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the router asks by itself is in the ledger too: what for, and on whose account. */
class AskedAsideTest {

    private final FakeOpenAi up = answering(AskedAsideTest::answer);
    private final TestRouter router = TestRouter.with(
                    """
        providers:
          up: { type: openai, baseUrl: "%s" }
        targets:
          one: { provider: up, model: one, price: { input: 1, output: 1 } }
          two: { provider: up, model: two, price: { input: 1, output: 1 } }
          dear: { provider: up, model: dear, price: { input: 100000, output: 100000 } }
          small: { provider: up, model: small, price: { input: 10, output: 10 } }
          vectors: { provider: up, model: vectors, capabilities: [ embeddings ], price: { input: 100, output: 0 } }
        models:
          judged: { policy: scatter, of: [ one, two ], gather: best, judge: small }
          classified: { policy: classifier, by: small, timeout: 10s, branches: { code: { use: one } }, otherwise: two }
          similar:
            policy: semantic
            embedding: vectors
            timeout: 10s
            branches: { code: { use: one, examples: [ a program ] } }
            otherwise: two
          shadowed: { of: [ one ], shadow: { use: dear, percent: 100, budget: 99, concurrentRequests: 99, similarity: vectors } }
        tenants:
          acme: { keys: [ { key: "{{sys:test.caller}}", name: ci } ], budget: { usd: 1, per: month } }
        """
                            .formatted(up.baseUrl()))
            .showing(TestRouter.KEY);

    @AfterEach
    void stop() {
        router.close();
        up.close();
    }

    private static void answer(HttpServerRequest request, Buffer asked) {
        String model = Caller.tree(asked.toString()).path("model").asText();
        switch (model) {
            case "vectors" ->
                status(
                                200,
                                "{\"object\":\"list\",\"data\":[{\"object\":\"embedding\",\"index\":0,"
                                        + "\"embedding\":[1,0]}],\"model\":\"vectors\","
                                        + "\"usage\":{\"prompt_tokens\":5,\"total_tokens\":5}}")
                        .to(request, asked);
            case "small" -> completion("code").to(request, asked);
            default -> completion(model).to(request, asked);
        }
    }

    private void ask(String model, String id) {
        assertThat(router.chat(
                                "{\"model\":\"" + model + "\",\"max_tokens\":3,\"metadata\":{\"project\":\"blue\"},"
                                        + "\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}",
                                "x-request-id",
                                id)
                        .statusCode())
                .isEqualTo(200);
    }

    /** Those for something, once one is settled. */
    private List<JsonNode> rows(String purpose) {
        List<JsonNode> found = new ArrayList<>();
        await().until(() -> {
            found.clear();
            router.get("/admin/ledger?format=jsonl&purpose=" + purpose)
                    .body()
                    .lines()
                    .map(Caller::tree)
                    .filter(row -> row.has("ended_at"))
                    .forEach(found::add);
            return !found.isEmpty();
        });
        return found;
    }

    private JsonNode row(String purpose, String usd) {
        JsonNode row = rows(purpose).get(0);
        assertThat(row.path("outcome").asText()).isEqualTo("ok");
        assertThat(row.path("estimated").asBoolean()).isFalse();
        assertThat(row.path("usd").decimalValue()).isEqualByComparingTo(usd);
        JsonNode spend = Caller.tree(
                router.get("/admin/spend?by=purpose&purpose=" + purpose).body());
        assertThat(spend.at("/spend/0/purpose").asText()).isEqualTo(purpose);
        assertThat(spend.at("/total/usd").decimalValue()).isGreaterThanOrEqualTo(new java.math.BigDecimal(usd));
        return row;
    }

    private static void assertIsOfAcme(JsonNode row, String call) {
        assertThat(row.path("call").asText()).isEqualTo(call);
        assertThat(row.path("tenant").asText()).isEqualTo("acme");
        assertThat(row.path("key").asText()).isEqualTo("ci");
        assertThat(row.path("tags").asText()).isEqualTo("{\"project\":\"blue\"}");
    }

    private static void assertIsTheOperators(JsonNode row) {
        assertThat(row.path("tenant").asText("")).isEmpty();
        assertThat(row.path("key").asText("")).isEmpty();
    }

    @Test
    void aJudgeIsOnTheAccountOfTheCallThatItJudges() {
        ask("judged", "is-judged");
        JsonNode row = row("judge", "0.0001");
        assertIsOfAcme(row, "is-judged");
        assertThat(row.path("asked").asText()).isEqualTo("judged");
        assertThat(row.path("target").asText()).isEqualTo("small");
        assertThat(rows("call")).hasSize(2);
    }

    @Test
    void aClassifierIsOnTheAccountOfTheCallThatItClassifies() {
        ask("classified", "is-classified");
        assertIsOfAcme(row("classifier", "0.0001"), "is-classified");
        assertThat(rows("call").get(0).path("target").asText()).isEqualTo("one");
    }

    @Test
    void theVectorOfAPromptIsOnTheAccountOfItsCall() {
        JsonNode examples = row("examples", "0.0005");
        assertIsTheOperators(examples);
        ask("similar", "is-similar");
        JsonNode row = row("embedding", "0.0005");
        assertIsOfAcme(row, "is-similar");
        assertThat(row.path("operation").asText()).isEqualTo("embeddings");
    }

    @Test
    void shadowsAreTheOperatorsAndTakeNothingFromABudget() {
        for (int i = 0; i < 5; i++) {
            ask("shadowed", "real-" + i);
        }
        await().until(() -> rows("shadow").size() == 5);
        assertIsTheOperators(row("shadow", "1"));
        assertIsTheOperators(row("similarity", "0.0005"));
        // of one dollar; so much does a shadow cost
        ask("one", "one-more");
    }
}
