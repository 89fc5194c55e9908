package dev.llmrouter.route;

import static dev.llmrouter.fixture.FakeOpenAi.answering;
import static dev.llmrouter.fixture.FakeOpenAi.chunk;
import static dev.llmrouter.fixture.FakeOpenAi.completion;
import static dev.llmrouter.fixture.FakeOpenAi.done;
import static dev.llmrouter.fixture.FakeOpenAi.finish;
import static dev.llmrouter.fixture.FakeOpenAi.heldStream;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmrouter.fixture.FakeOpenAi;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Operators take targets and providers out of service over HTTP, and back in. */
class DrainTest {

    private static final FakeOpenAi ONE = answering(completion("one"));
    private static final FakeOpenAi TWO = answering(completion("two"));
    private static final TestRouter ROUTER = TestRouter.with(
            """
        providers:
          one: { type: openai, baseUrl: "%s" }
          two: { type: openai, baseUrl: "%s" }
          keyless: { type: openai }
        targets:
          first: { provider: one, model: big }
          second: { provider: two, model: small }
          closed: { provider: two, model: old, disabled: true }
        models:
          both: { of: [ first, second ] }
        """
                    .formatted(ONE.baseUrl(), TWO.baseUrl()));

    @BeforeEach
    void asNew() {
        ONE.nowAnswering(completion("one")).received().clear();
        TWO.nowAnswering(completion("two")).received().clear();
        for (String kind : List.of("targets", "providers")) {
            for (JsonNode entry : tell(kind).path(kind)) {
                if (entry.path("state").asText().equals("drained")) {
                    put(kind + "/" + entry.path("name").asText(), "on");
                }
            }
        }
    }

    @AfterAll
    static void stop() {
        ROUTER.close();
        ONE.close();
        TWO.close();
    }

    private static JsonNode tell(String place) {
        return answer(ROUTER.get("/admin/" + place));
    }

    private static JsonNode put(String place, String state) {
        return answer(send(place, "{\"state\":\"" + state + "\"}"));
    }

    private static HttpResponse<String> send(String place, String json) {
        return ROUTER.send("PUT", "/admin/" + place, json);
    }

    private static JsonNode answer(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Caller.tree(answer.body());
    }

    private static void assertTold(JsonNode told, String json) {
        assertThat(told).isEqualTo(Caller.tree(json.replace('\'', '"')));
    }

    private static void assertRefused(HttpResponse<String> answer, int status, String code, String message) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        JsonNode error = Caller.tree(answer.body()).path("error");
        assertThat(error.path("code").asText()).isEqualTo(code);
        assertThat(error.path("message").asText()).isEqualTo(message);
    }

    private static String answeredBy(String model) {
        HttpResponse<String> reply = ROUTER.ask(model);
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
        return reply.headers().firstValue("x-llm-target").orElseThrow();
    }

    @Test
    void aDrainedTargetEndsItsStreamAndGetsNothingNewUntilItIsResumed() {
        CompletableFuture<Void> drained = new CompletableFuture<>();
        ONE.nowAnswering(heldStream(chunk("be"), drained, chunk("gun"), finish(), done()));
        CompletableFuture<HttpResponse<String>> begun = ROUTER.startChat(
                "{\"model\":\"both\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}");
        await().until(() -> tell("targets/first").path("inFlight").asInt() == 1);

        assertTold(
                put("targets/first", "drained"),
                "{'name':'first','provider':'one','model':'big','state':'drained','drainedBy':['target'],'inFlight':1}");
        assertThat(answeredBy("both")).isEqualTo("second");
        assertThat(ROUTER.ask("first").statusCode()).isEqualTo(503);
        assertThat(ONE.received()).hasSize(1);
        assertThat(tell("providers/one").path("inFlight").asInt()).isEqualTo(1);

        drained.complete(null);
        assertThat(begun.join().body()).contains("\"be\"", "\"gun\"", "[DONE]");
        await().until(() -> tell("targets/first").path("inFlight").asInt() == 0);

        ONE.nowAnswering(completion("one"));
        assertTold(
                put("targets/first", "on"),
                "{'name':'first','provider':'one','model':'big','state':'on','inFlight':0}");
        assertThat(answeredBy("both")).isEqualTo("first");
    }

    @Test
    void aDrainedProviderTakesAllOfItsTargetsWithItWhateverTheirNames() {
        assertTold(put("providers/one", "drained"), "{'name':'one','state':'drained','inFlight':0}");
        assertThat(answeredBy("both")).isEqualTo("second");
        assertThat(ROUTER.ask("one/never-asked-before").statusCode()).isEqualTo(503);
        put("targets/first", "drained");
        assertThat(tell("targets/first").path("drainedBy")).hasToString("[\"target\",\"provider\"]");
        assertThat(put("targets/first", "on").path("drainedBy")).hasToString("[\"provider\"]");
        assertThat(answeredBy("both")).isEqualTo("second");
        assertThat(ONE.received()).isEmpty();
        assertThat(put("providers/one", "on").path("state").asText()).isEqualTo("on");
        assertThat(answeredBy("both")).isEqualTo("first");
    }

    @Test
    void aDrainedTargetIsNotReachedByItsProvidersNameEither() {
        put("targets/first", "drained");
        assertThat(ROUTER.ask("one/big").body()).contains("one/big is drained");
        assertThat(answeredBy("one/other")).isEqualTo("one/other");
        assertThat(ONE.received()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "two/plain,two/plain",
        "two%2Fencoded,two/encoded",
        "two/org/plain,two/org/plain",
        "two%2Forg%2Fencoded%2B1,two/org/encoded+1",
        "second,second"
    })
    void aNameMayHaveSlashes(String written, String name) {
        assertThat(put("targets/" + written, "drained").path("name").asText()).isEqualTo(name);
        assertThat(ROUTER.ask(name).statusCode()).isEqualTo(503);
        assertThat(tell("targets").path("targets").findValuesAsText("name")).contains(name);
        assertThat(tell("targets/" + written).path("state").asText()).isEqualTo("drained");
        put("targets/" + written, "on");
        assertThat(answeredBy(name)).isEqualTo(name);
        assertThat(TWO.received()).hasSize(1);
    }

    @Test
    void allAreListed() {
        JsonNode targets = tell("targets").path("targets");
        assertThat(targets.findValuesAsText("name")).containsSubsequence("closed", "first", "second");
        assertTold(targets.get(0), "{'name':'closed','provider':'two','model':'old','state':'disabled','inFlight':0}");
        assertTold(
                tell("providers"),
                "{'providers':[{'name':'one','state':'on','inFlight':0},{'name':'two','state':'on','inFlight':0},"
                        + "{'name':'keyless','state':'off','inFlight':0}]}");
    }

    @Test
    void aNameThatIsNotThereIsNotFoundAndWhatIsNearIsNamed() {
        String none = "There is no such target. Did you mean first? GET /admin/targets lists all.";
        assertRefused(send("targets/frist", "{\"state\":\"drained\"}"), 404, "target_not_found", none);
        assertRefused(ROUTER.get("/admin/targets/frist"), 404, "target_not_found", none);
        assertRefused(
                send("targets", "{\"state\":\"drained\"}"),
                404,
                "target_not_found",
                "There is no such target. GET /admin/targets lists all.");
        assertRefused(
                send("providers/tow", "{\"state\":\"drained\"}"),
                404,
                "provider_not_found",
                "There is no such provider. Did you mean two? GET /admin/providers lists all.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "{\"state\":\"disabled\"}",
                "{\"state\":true}",
                "{\"state\":[\"on\"]}",
                "{\"stat\":\"on\"}"
            })
    void aStateThatCanNotBeIsRefused(String json) {
        for (String place : List.of("targets/first", "providers/one")) {
            assertRefused(
                    send(place, json),
                    400,
                    "invalid_request",
                    "'state': expected {\"state\": \"drained\"} or {\"state\": \"on\"}.");
        }
        assertThat(answeredBy("both")).isEqualTo("first");
    }

    @Test
    void whatIsNoJsonIsRefused() {
        assertThat(send("targets/first", "drained").statusCode()).isEqualTo(400);
        assertThat(ROUTER.send("POST", "/admin/targets/first", "{}").statusCode())
                .isEqualTo(405);
        assertThat(ROUTER.send("DELETE", "/admin/providers/one", "").statusCode())
                .isEqualTo(405);
    }

    @ParameterizedTest
    @ValueSource(strings = {"on", "drained"})
    void whatTheConfigurationSwitchesOffIsNotForOperators(String state) {
        String json = "{\"state\":\"" + state + "\"}";
        assertRefused(
                send("targets/closed", json),
                409,
                "set_by_configuration",
                "By the configuration, which alone can change that, the target 'closed' is disabled.");
        assertRefused(
                send("targets/two/old", json),
                409,
                "set_by_configuration",
                "By the configuration, which alone can change that, the target 'two/old' is disabled.");
        HttpResponse<String> off = send("providers/keyless", json);
        assertThat(off.statusCode()).isEqualTo(409);
        assertThat(off.body()).contains("the provider 'keyless' is off: ");
    }

    @Test
    void onlyOperatorsAreLetIn() {
        for (String place : List.of("/admin/targets/first", "/admin/providers/one")) {
            String drain = "{\"state\":\"drained\"}";
            assertThat(ROUTER.send("PUT", place, drain, "origin", "https://evil.example")
                            .statusCode())
                    .isEqualTo(403);
            assertThat(ROUTER.send("GET", place, "", "x-forwarded-for", "203.0.113.7")
                            .statusCode())
                    .isEqualTo(403);
        }
        assertThat(answeredBy("both")).isEqualTo("first");
    }

    @Test
    void withAKeyOnlyWhoShowsItIsLetIn() {
        System.setProperty("test.drain.key", "drain-never-shown");
        try (TestRouter guarded = TestRouter.with(
                """
            providers: { sim: { type: simulator, latency: 1ms } }
            targets: { mini: { provider: sim, model: m } }
            admin: { key: "{{sys:test.drain.key}}" }
            """)) {
            String drain = "{\"state\":\"drained\"}";
            for (String place : List.of("/admin/targets/mini", "/admin/providers/sim")) {
                assertThat(guarded.send("PUT", place, drain).statusCode()).isEqualTo(401);
                assertThat(guarded.send("GET", place, "", "authorization", "Bearer other")
                                .statusCode())
                        .isEqualTo(401);
            }
            assertThat(guarded.ask("mini").statusCode()).isEqualTo(200);
            String shown = "Bearer drain-never-shown";
            assertThat(guarded.send("PUT", "/admin/targets/mini", drain, "authorization", shown)
                            .statusCode())
                    .isEqualTo(200);
            assertThat(guarded.ask("mini").statusCode()).isEqualTo(503);
        } finally {
            System.clearProperty("test.drain.key");
        }
    }
}
