package dev.llmrouter.route;

import static dev.llmrouter.fixture.FakeOpenAi.completion;
import static dev.llmrouter.fixture.FakeOpenAi.error;
import static dev.llmrouter.fixture.FakeOpenAi.streamOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmrouter.fixture.FakeOpenAi;
import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LedgerTest {

    private static final String CONFIG =
            """
        providers:
          up: { type: openai, baseUrl: "%s" }
        targets:
          m: { provider: up, model: upstream-model, price: { input: 0.15, cachedInput: 0.075, output: 0.6 } }
        models:
          smart: { policy: priority, of: [m] }
        retries: { attempts: 2, backoff: 1ms }
        store: { always: true }
        """;

    private final FakeOpenAi upstream = FakeOpenAi.answering(completion("Hi"));
    private final TestRouter router = TestRouter.with(CONFIG.formatted(upstream.baseUrl()));

    /** The database is opened beside the first calls. */
    @BeforeAll
    void awaitDatabase() {
        await().until(() -> router.get("/admin/ledger").statusCode() == 200);
    }

    @AfterEach
    void answerAgain() {
        upstream.nowAnswering(completion("Hi"));
    }

    @AfterAll
    void stop() {
        router.close();
        upstream.close();
    }

    private static JsonNode rows(TestRouter router) {
        HttpResponse<String> answer = router.get("/admin/ledger");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Caller.tree(answer.body());
    }

    private static List<JsonNode> rowsOf(TestRouter router, String call) {
        List<JsonNode> found = new ArrayList<>();
        rows(router).forEach(row -> {
            if (row.path("call").asText().equals(call)) {
                found.add(row);
            }
        });
        return found;
    }

    /** Those of a call, once so many are settled. */
    private List<JsonNode> settled(String call, int attempts) {
        await().until(() ->
                rowsOf(router, call).stream().filter(row -> row.has("ended_at")).count() == attempts);
        return rowsOf(router, call);
    }

    private static String body(boolean stream) {
        return "{\"model\":\"smart\",\"stream\":" + stream
                + ",\"messages\":[{\"role\":\"user\",\"content\":\"secret\"}],"
                + "\"metadata\":{\"project\":\"blue\",\"deep\":{\"a\":1}}}";
    }

    @Test
    void aCallIsARowWithAllThatAnAccountantAsksAndNothingThatWasSaid() {
        assertThat(router.chat(body(false), "x-request-id", "whole").statusCode())
                .isEqualTo(200);
        JsonNode row = settled("whole", 1).get(0);
        assertThat(row.path("target").asText()).isEqualTo("m");
        assertThat(row.path("provider").asText()).isEqualTo("up");
        assertThat(row.path("provider_model").asText()).isEqualTo("upstream-model");
        assertThat(row.path("asked").asText()).isEqualTo("smart");
        assertThat(row.path("model").asText()).isEqualTo("smart");
        assertThat(row.path("operation").asText()).isEqualTo("chat");
        assertThat(row.path("outcome").asText()).isEqualTo("ok");
        assertThat(row.path("input").asInt()).isEqualTo(7);
        assertThat(row.path("output").asInt()).isEqualTo(3);
        assertThat(row.path("estimated").asBoolean()).isFalse();
        assertThat(row.path("price_input").decimalValue()).isEqualByComparingTo("0.15");
        assertThat(row.path("usd").decimalValue()).isEqualByComparingTo("0.00000285");
        assertThat(row.path("duration_ms").asDouble()).isPositive();
        assertThat(row.path("tags").asText()).isEqualTo("{\"project\":\"blue\"}");
        assertThat(row.toString()).doesNotContain("secret");
    }

    @Test
    void aStreamIsSettledAfterItsLastByte() {
        upstream.nowAnswering(streamOf("Hello", " world"));
        assertThat(router.chat(body(true), "x-request-id", "streamed").body()).contains("[DONE]");
        JsonNode row = settled("streamed", 1).get(0);
        assertThat(row.path("stream").asBoolean()).isTrue();
        assertThat(row.path("cached").asInt()).isEqualTo(2);
        assertThat(row.path("usd").decimalValue()).isEqualByComparingTo("0.0000027");
        assertThat(row.path("first_ms").asDouble())
                .isLessThanOrEqualTo(row.path("duration_ms").asDouble());
    }

    @Test
    void everyAttemptIsARow() {
        upstream.nowAnswering(error(500, "trouble"), completion("Hi"));
        assertThat(router.chat(body(false), "x-request-id", "retried").statusCode())
                .isEqualTo(200);
        List<JsonNode> rows = settled("retried", 2);
        assertThat(rows.get(0).path("outcome").asText()).isEqualTo("upstream_error");
        assertThat(rows.get(0).path("usd").decimalValue()).isEqualByComparingTo(BigDecimal.ZERO);
        assertThat(rows.get(0).path("number").asInt()).isEqualTo(1);
        assertThat(rows.get(1).path("outcome").asText()).isEqualTo("ok");
        assertThat(rows.get(1).path("number").asInt()).isEqualTo(2);
    }

    @Test
    void anAttemptIsBookedBeforeItsProviderIsAsked() {
        CompletableFuture<String> until = new CompletableFuture<>();
        upstream.nowAnswering(
                FakeOpenAi.heldStream(FakeOpenAi.chunk("a"), until, FakeOpenAi.finish(), FakeOpenAi.done()));
        CompletableFuture<HttpResponse<String>> answer = router.startChat(body(true), "x-request-id", "held");
        await().until(() -> !rowsOf(router, "held").isEmpty());
        JsonNode row = rowsOf(router, "held").get(0);
        assertThat(row.path("outcome").asText()).isEqualTo("begun");
        assertThat(row.path("estimated").asBoolean()).isTrue();
        until.complete("");
        assertThat(answer.join().statusCode()).isEqualTo(200);
        assertThat(settled("held", 1).get(0).path("outcome").asText()).isEqualTo("ok");
    }

    @Test
    void spendIsToldByWhatTheQuerySays() {
        router.chat(body(false), "x-request-id", "spent");
        settled("spent", 1);
        JsonNode all = Caller.tree(
                router.get("/admin/spend?by=day,model,target&target=m").body());
        assertThat(all.at("/spend/0/model").asText()).isEqualTo("smart");
        assertThat(all.at("/spend/0/target").asText()).isEqualTo("m");
        assertThat(all.at("/total/attempts").asInt()).isPositive();
        assertThat(all.at("/total/usd").decimalValue()).isPositive();
        assertThat(Caller.tree(router.get("/admin/spend?by=month&from=1990-01-01&to=2000-01-01")
                                .body())
                        .at("/total/attempts")
                        .asInt())
                .isZero();
        assertThat(Caller.tree(router.get("/admin/spend?tenant=nobody").body())
                        .at("/total/usd")
                        .asInt())
                .isZero();
        HttpResponse<String> csv = router.get("/admin/spend?by=provider&format=csv");
        assertThat(csv.headers().firstValue("content-type")).hasValue("text/csv; charset=utf-8");
        assertThat(csv.body()).startsWith("provider,attempts,estimated,input,").contains("\r\nup,");
    }

    @Test
    void whatCannotBeAskedIsSaid() {
        assertRefused("/admin/spend?by=tenent", 400, "The parameter by can't be: 'tenent' is none of day, month,");
        assertRefused("/admin/spend?from=yesterday", 400, "parameter from can't be: 'yesterday' is no day");
        assertRefused("/admin/spend?format=xml", 400, "'xml' is none of csv, json");
        assertRefused("/admin/spend?colour=red", 400, "The parameter colour can't be");
        assertRefused("/admin/ledger?limit=0", 400, "The parameter limit can't be");
        assertRefused("/admin/ledger?by=day", 400, "/admin/spend");
        assertThat(router.send("GET", "/admin/ledger", "", "origin", "https://evil.example")
                        .statusCode())
                .isEqualTo(403);
    }

    private void assertRefused(String path, int status, String why) {
        HttpResponse<String> answer = router.get(path);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(Caller.tree(answer.body()).at("/error/message").asText()).contains(why);
    }

    @Test
    void attemptsAreHandedOutInEveryFormat() {
        router.chat(body(false), "x-request-id", "=sum");
        settled("=sum", 1);
        HttpResponse<String> csv = router.get("/admin/ledger?format=csv");
        assertThat(csv.body())
                .startsWith("attempt,call,number,purpose,begun_at,")
                .contains(",'=sum,");
        HttpResponse<String> lines = router.get("/admin/ledger?format=jsonl&limit=1");
        assertThat(lines.headers().firstValue("content-type")).hasValue("application/x-ndjson");
        assertThat(lines.body().lines()).hasSize(1);
        assertThat(Caller.tree(lines.body()).has("attempt")).isTrue();
    }

    @Test
    void whereNoTenantIsConfiguredNothingIsKept() {
        try (TestRouter bare = TestRouter.before(upstream.baseUrl())) {
            assertThat(bare.ask("m").statusCode()).isEqualTo(200);
            HttpResponse<String> answer = bare.get("/admin/spend");
            assertThat(answer.statusCode()).isEqualTo(404);
            assertThat(answer.body()).contains("store.always");
            assertThat(bare.get("/health").body()).doesNotContain("store");
            assertThat(bare.metrics()).contains("llm_ledger_lost_total 0.0");
        }
    }

    @Test
    void aDatabaseThatTheApplicationHasBoundIsTheStore() throws Exception {
        javax.sql.DataSource own = new com.zaxxer.hikari.HikariDataSource(h2("bound-" + java.util.UUID.randomUUID()));
        try (TestRouter bound =
                TestRouter.with(CONFIG.formatted(upstream.baseUrl()), camel -> camel.bind("ours", own))) {
            bound.chat(body(false), "x-request-id", "there");
            await().until(() -> rowsOf(bound, "there").size() == 1);
        }
        try (java.sql.Connection connection = own.getConnection();
                java.sql.ResultSet row = connection
                        .createStatement()
                        .executeQuery("SELECT COUNT(*) FROM ledger WHERE call_id = 'there'")) {
            row.next();
            assertThat(row.getInt(1)).isEqualTo(1);
        }
    }

    private static com.zaxxer.hikari.HikariConfig h2(String name) {
        com.zaxxer.hikari.HikariConfig config = new com.zaxxer.hikari.HikariConfig();
        config.setJdbcUrl("jdbc:h2:mem:" + name + ";DB_CLOSE_DELAY=-1");
        config.setMaximumPoolSize(3);
        return config;
    }
}
