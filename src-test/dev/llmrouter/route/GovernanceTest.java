package dev.llmrouter.route;

import static dev.llmrouter.fixture.FakeOpenAi.answering;
import static dev.llmrouter.fixture.FakeOpenAi.chunk;
import static dev.llmrouter.fixture.FakeOpenAi.completion;
import static dev.llmrouter.fixture.FakeOpenAi.done;
import static dev.llmrouter.fixture.FakeOpenAi.error;
import static dev.llmrouter.fixture.FakeOpenAi.finish;
import static dev.llmrouter.fixture.FakeOpenAi.heldStream;
import static dev.llmrouter.fixture.FakeOpenAi.status;
import static dev.llmrouter.fixture.FakeOpenAi.streamOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmrouter.call.Call;
import dev.llmrouter.call.NoTargetException;
import dev.llmrouter.call.NotAllowedException;
import dev.llmrouter.call.RouterException;
import dev.llmrouter.call.Trace;
import dev.llmrouter.fixture.FakeOpenAi;
import dev.llmrouter.governance.TargetStates;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One provider in Europe that keeps nothing, and one that is elsewhere and is not to be asked. */
class GovernanceTest {

    private static final String CHAT = "{\"model\":\"%s\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";

    private static final FakeOpenAi INSIDE = answering(completion("home"));
    private static final FakeOpenAi OUTSIDE = answering(completion("away"));
    private static final TestRouter ROUTER = TestRouter.with(
                    """
        providers:
          inside: { type: openai, baseUrl: "%s", region: eu-central-1, dataRetention: none, training: false }
          outside: { type: openai, baseUrl: "%s", region: us, dataRetention: 30d }
          sim: { type: simulator }
        targets:
          home: { provider: inside, model: m, breaker: { minimumCalls: 1000 } }
          away: { provider: outside, model: m, breaker: { minimumCalls: 1000 } }
          closed: { provider: inside, model: n, disabled: true }
          shipped: { provider: inside, model: abroad, region: us }
        models:
          both: { of: [ away, home ] }
          european: { of: [ both ], require: { region: eu } }
          strictest: { of: [ european ], require: { quantization: fp8 } }
          mixed: { of: [ european, away ] }
          off: { of: [ closed ] }
        labels:
          pii: { dataRetention: none, training: false }
          eu: { region: eu }
          us: { region: us }
        tenants:
          anybody: { keys: [ "{{sys:test.caller}}" ] }
          acme: { models: [ european, "inside/*" ] }
          shut: { require: { notProviders: outside } }
        """
                            .formatted(INSIDE.baseUrl(), OUTSIDE.baseUrl()))
            .showing(TestRouter.KEY);

    @BeforeEach
    void asNew() {
        INSIDE.nowAnswering(completion("home")).received().clear();
        OUTSIDE.nowAnswering(completion("away")).received().clear();
        states().getDrainedTargets().forEach(states()::resume);
        states().getDrainedProviders().forEach(states()::resumeProvider);
    }

    @AfterAll
    static void stop() {
        ROUTER.close();
        INSIDE.close();
        OUTSIDE.close();
    }

    private static HttpResponse<String> chat(String model, String... headers) {
        return ROUTER.chat(CHAT.formatted(model), headers);
    }

    private static Exchange fromARoute(String model, Map<String, Object> headers) {
        return ROUTER.camel().createProducerTemplate().request("direct:chat", exchange -> {
            exchange.getMessage().setBody(CHAT.formatted(model));
            exchange.getMessage().setHeaders(new java.util.HashMap<>(headers));
            exchange.getMessage().getHeaders().putIfAbsent("LlmTenant", "anybody");
        });
    }

    private static TargetStates states() {
        return ROUTER.camel().getRegistry().lookupByNameAndType("targetStates", TargetStates.class);
    }

    private static String target(HttpResponse<String> reply) {
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
        return reply.headers().firstValue("x-llm-target").orElseThrow();
    }

    private static void assertRefused(HttpResponse<String> reply, int status, String code, String... messageParts) {
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(status);
        JsonNode error = Caller.tree(reply.body()).get("error");
        assertThat(error.get("code").asText()).isEqualTo(code);
        for (String part : messageParts) {
            assertThat(error.get("message").asText()).contains(part);
        }
    }

    // labels

    @Test
    void whatALabelDemandsHoldsAndWithoutItNothingDoes() {
        assertThat(target(chat("both"))).isEqualTo("away");
        assertThat(target(chat("both", "x-llm-labels", "pii"))).isEqualTo("home");
        assertThat(target(chat("both", "X-LLM-Labels", " , eu,pii "))).isEqualTo("home");
        assertThat(target(chat("both", "x-llm-labels", "us"))).isEqualTo("away");
        assertThat(OUTSIDE.received()).hasSize(2);
    }

    @Test
    void severalLabelsHoldAtOnceEvenWhereTheyExcludeEachOther() {
        assertRefused(
                chat("both", "x-llm-labels", "us, eu"),
                403,
                "not_allowed",
                "No target of 'both' may answer this: away is not in region eu; home is not in region us.");
        assertThat(OUTSIDE.received()).isEmpty();
        assertThat(INSIDE.received()).isEmpty();
    }

    @Test
    void aHeaderThatComesTwiceCountsTwice() throws Exception {
        HttpRequest twice = HttpRequest.newBuilder(URI.create(ROUTER.url() + "/chat/completions"))
                .header("content-type", "application/json")
                .header("authorization", "Bearer " + TestRouter.KEY)
                .header("x-llm-labels", "us")
                .header("x-llm-labels", "pii")
                .POST(HttpRequest.BodyPublishers.ofString(CHAT.formatted("both")))
                .build();
        assertRefused(
                HttpClient.newHttpClient().send(twice, HttpResponse.BodyHandlers.ofString()),
                403,
                "not_allowed",
                "away may keep data",
                "home is not in region us");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/chat/completions | 'messages':[{'role':'user','content':'Hello'}]",
                "/messages | 'max_tokens':9,'messages':[{'role':'user','content':'Hello'}]",
                "/responses | 'input':'Hello'",
                "/completions | 'prompt':'Hello'",
            })
    void aRequestInAnyDialectMayBringItsLabels(String path, String fields) {
        for (String labels : List.of("'pii, eu'", "['eu','pii']")) {
            String json = "{'model':'both','metadata':{'team':'a','labels':" + labels + "}," + fields + "}";
            assertThat(target(ROUTER.post(path, json.replace('\'', '"')))).isEqualTo("home");
        }
        assertThat(OUTSIDE.received()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"secret", "PII", "['pii','secret']", "7", "{'pii':true}", "[['pii']]"})
    void aLabelThatNobodyKnowsEndsTheCall(String label) {
        String json = CHAT.formatted("both").replace("}]}", "}],'metadata':{'labels':%s}}");
        String value = label.matches("[a-zA-Z]+") ? "'" + label + "'" : label;
        assertRefused(
                ROUTER.chat(json.formatted(value).replace('\'', '"')),
                400,
                "unknown_label",
                "is not known",
                "Known are pii, eu, us.");
        assertThat(INSIDE.received()).isEmpty();
        assertThat(OUTSIDE.received()).isEmpty();
    }

    @Test
    void metadataThatHasNoLabelsIsTheCallersOwnAffair() {
        String json = CHAT.formatted("both").replace("}]}", "}],\"metadata\":{\"user\":\"u\",\"labels\":null}}");
        assertThat(target(ROUTER.chat(json))).isEqualTo("away");
        assertThat(target(ROUTER.chat(json.replace("{\"user\":\"u\",\"labels\":null}", "\"text\""))))
                .isEqualTo("away");
        assertThat(ROUTER.chat(json.replace("\"metadata\"", "\"metadata\":{},\"metadata\""))
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void aRouteMayLabelItsMessages() {
        assertThat(answeredBy(fromARoute("both", Map.of("LlmLabels", "pii")))).isEqualTo("home");
        assertThat(answeredBy(fromARoute("both", Map.of("LlmLabels", List.of("pii", "eu")))))
                .isEqualTo("home");
        assertThat(answeredBy(fromARoute("both", Map.of("x-llm-labels", "pii"))))
                .isEqualTo("home");
        assertThat(answeredBy(fromARoute("both", Map.of()))).isEqualTo("away");
        assertThat(refusal(fromARoute("both", Map.of("LlmLabels", "secret"))).code())
                .isEqualTo("unknown_label");
    }

    private static String answeredBy(Exchange exchange) {
        Call call = Call.of(exchange);
        assertThat(exchange.getException()).isNull();
        return java.util.Objects.requireNonNull(call.answeredBy()).name();
    }

    private static RouterException refusal(Exchange exchange) {
        assertThat(exchange.getException()).isInstanceOf(RouterException.class);
        return (RouterException) exchange.getException();
    }

    // failover, and everything else that is asked of targets

    @ParameterizedTest
    @ValueSource(strings = {"false", "true"})
    void failoverNeverLeavesTheRegion(String stream) {
        INSIDE.nowAnswering(error(500, "oops"));
        HttpResponse<String> failed = ROUTER.chat(
                CHAT.formatted("both").replace("}]}", "}],\"stream\":" + stream + "}"), "x-llm-labels", "eu");
        assertThat(failed.statusCode()).isEqualTo(502);
        assertThat(failed.headers().firstValue("x-llm-attempts")).contains("2");
        assertThat(INSIDE.received()).hasSize(2);
        assertThat(OUTSIDE.received()).isEmpty();
    }

    @Test
    void failoverNeverLeavesWhatTheModelRequires() {
        INSIDE.nowAnswering(error(500, "oops"));
        assertThat(chat("european").statusCode()).isEqualTo(502);
        assertThat(OUTSIDE.received()).isEmpty();
    }

    @Test
    void embeddingsStayWhereTheyHaveToBe() {
        INSIDE.nowAnswering(status(
                200, "{\"object\":\"list\",\"data\":[{\"object\":\"embedding\",\"index\":0,\"embedding\":[1.0]}]}"));
        String json = "{\"model\":\"%s\",\"input\":\"Hello\"}";
        assertThat(target(ROUTER.post("/embeddings", json.formatted("both"), "x-llm-labels", "pii")))
                .isEqualTo("home");
        assertThat(target(ROUTER.post("/embeddings", json.formatted("european"))))
                .isEqualTo("home");
        INSIDE.nowAnswering(error(500, "oops"));
        assertThat(ROUTER.post("/embeddings", json.formatted("european")).statusCode())
                .isEqualTo(502);
        assertRefused(ROUTER.post("/embeddings", json.formatted("away"), "x-llm-labels", "eu"), 403, "not_allowed");
        assertThat(OUTSIDE.received()).isEmpty();
    }

    @Test
    void whatIsPassedOnStaysAsWell() {
        INSIDE.nowAnswering(status(200, "{\"id\":\"modr-1\",\"results\":[]}"));
        String json = "{\"model\":\"both\",\"input\":\"Hello\",\"metadata\":{\"labels\":\"eu\"}}";
        assertThat(target(ROUTER.post("/moderations", json))).isEqualTo("home");
        INSIDE.nowAnswering(status(200, "{\"text\":\"Hello\"}"));
        String form = Stream.of(
                        "--x",
                        "Content-Disposition: form-data; name=\"model\"",
                        "",
                        "both",
                        "--x",
                        "Content-Disposition: form-data; name=\"file\"; filename=\"a.mp3\"",
                        "",
                        "...",
                        "--x--",
                        "")
                .collect(java.util.stream.Collectors.joining("\r\n"));
        assertThat(target(ROUTER.post(
                        "/audio/transcriptions",
                        form,
                        "x-llm-labels",
                        "eu",
                        "content-type",
                        "multipart/form-data; boundary=x")))
                .isEqualTo("home");
        assertThat(OUTSIDE.received()).isEmpty();
    }

    // models

    @Test
    void whatAModelRequiresHoldsForAllBelowItAndOnlyThere() {
        assertThat(target(chat("european"))).isEqualTo("home");
        assertThat(target(chat("both"))).isEqualTo("away");
        assertRefused(
                chat("strictest"),
                403,
                "not_allowed",
                "away is not known to run as fp8; home is not known to run as fp8");
        INSIDE.nowAnswering(error(500, "oops"));
        // the same target is a member in its own right, too
        assertThat(target(chat("mixed"))).isEqualTo("away");
    }

    @Test
    void theTraceTellsOnceOfEachTargetThatWasLeftOut() {
        Exchange exchange = fromARoute("european", Map.of("LlmLabels", "pii"));
        assertThat(Call.of(exchange).trace().steps())
                .filteredOn(step -> step instanceof Trace.LeftOut)
                .containsExactly(new Trace.LeftOut("both", "away", "region", "is not in region eu"));
        Exchange direct = fromARoute("away", Map.of("LlmLabels", "pii"));
        assertThat(Call.of(direct).trace().steps())
                .contains(new Trace.LeftOut(null, "away", "retention", "may keep data"));
        assertThat(refusal(direct)).isInstanceOf(NoTargetException.class).hasMessageContaining("away may keep data");
    }

    @Test
    void aModelByItsProvidersNameHasNoBetterTermsThanTheTargetsForIt() {
        assertThat(target(chat("inside/other", "x-llm-labels", "eu"))).isEqualTo("inside/other");
        assertRefused(chat("inside/abroad", "x-llm-labels", "eu"), 403, "not_allowed", "is not in region eu");
        assertRefused(chat("inside/n"), 503, "target_unavailable", "inside/n is disabled");
    }

    @Test
    void whatStaysInTheProcessIsWhereverItHasToBe() {
        assertThat(target(chat("sim/any", "x-llm-labels", "pii, eu, us"))).isEqualTo("sim/any");
    }

    @Test
    void theListOfModelsTellsTheirTerms() {
        JsonNode away = Caller.tree(ROUTER.get("/v1/models/away").body());
        assertThat(away.get("region").asText()).isEqualTo("us");
        assertThat(away.get("data_retention").asText()).isEqualTo("30d");
        assertThat(away.has("training")).isFalse();
        JsonNode home = Caller.tree(ROUTER.get("/v1/models/inside%2Fother").body());
        assertThat(home.get("region").asText()).isEqualTo("eu-central-1");
        assertThat(home.get("training").asBoolean(true)).isFalse();
        JsonNode both = Caller.tree(ROUTER.get("/v1/models/both").body());
        assertThat(both.has("region")).isFalse();
        assertThat(both.get("data_retention").asText()).isEqualTo("30d");
    }

    // the whole router

    @Test
    void whatTheRouterRequiresHoldsForEverybody() {
        try (TestRouter strict = TestRouter.with(
                """
            providers:
              inside: { type: openai, baseUrl: "%s", region: eu }
              outside: { type: openai, baseUrl: "%s" }
              sim: { type: simulator }
            targets:
              home: { provider: inside, model: m }
              away: { provider: outside, model: m }
            models:
              both: { of: [ away, home ] }
            require: { region: [ ch, eu ], notProviders: sim }
            """
                        .formatted(INSIDE.baseUrl(), OUTSIDE.baseUrl()))) {
            assertThat(target(strict.ask("both"))).isEqualTo("home");
            assertRefused(strict.ask("outside/m"), 403, "not_allowed", "is not known to be in region ch or eu");
            assertRefused(strict.ask("sim/any"), 403, "not_allowed", "is of a provider that may not answer");
            // without labels in the configuration nobody can mean one of its
            assertThat(target(strict.chat(
                            CHAT.formatted("both").replace("}]}", "}],\"metadata\":{\"labels\":\"mine\"}}"))))
                    .isEqualTo("home");
            assertRefused(
                    strict.chat(CHAT.formatted("both"), "x-llm-labels", "pii"),
                    400,
                    "unknown_label",
                    "No labels are configured");
        }
        assertThat(OUTSIDE.received()).isEmpty();
    }

    // tenants

    @Test
    void aTenantMayAskForItsModelsAndWhateverTheyAreMadeOf() {
        assertThat(answeredBy(fromARoute("european", Map.of("LlmTenant", "acme"))))
                .isEqualTo("home");
        assertThat(answeredBy(fromARoute("inside/any", Map.of("LlmTenant", "acme"))))
                .isEqualTo("inside/any");
        RouterException refused = refusal(fromARoute("both", Map.of("LlmTenant", "acme")));
        assertThat(refused)
                .isInstanceOf(NotAllowedException.class)
                .hasMessage(
                        "The model 'both' is not allowed for the tenant 'acme', who may ask for european, inside/*.");
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.code()).isEqualTo("model_not_allowed");
        assertThat(refusal(fromARoute("no-such-model", Map.of("LlmTenant", "acme")))
                        .code())
                .isEqualTo("model_not_allowed");
        assertThat(OUTSIDE.received()).isEmpty();
    }

    @Test
    void whatATenantRequiresHoldsWithTheLabelsOfTheCall() {
        assertThat(answeredBy(fromARoute("both", Map.of("LlmTenant", "shut")))).isEqualTo("home");
        assertThat(refusal(fromARoute("both", Map.of("LlmTenant", "shut", "LlmLabels", "us"))))
                .hasMessageContaining("away is of a provider that may not answer; home is not in region us");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nobody", "", "ACME"})
    void aTenantThatNobodyKnowsMayNothing(String tenant) {
        RouterException refused = refusal(fromARoute("european", Map.of("LlmTenant", tenant)));
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.code()).isEqualTo("unknown_tenant");
        assertThat(INSIDE.received()).isEmpty();
    }

    @Test
    void aCallerOverHttpCannotSayWhichTenantItIs() {
        assertThat(target(chat("both", "LlmTenant", "acme"))).isEqualTo("away");
    }

    // what is out of service

    @Test
    void aDisabledTargetIsNeverAskedNorListed() {
        assertRefused(chat("closed"), 503, "target_unavailable", "closed is disabled");
        assertRefused(chat("off"), 503, "target_unavailable", "closed is disabled");
        assertThat(ROUTER.get("/v1/models").body())
                .contains("\"id\":\"both\"", "\"id\":\"home\"")
                .doesNotContain("\"id\":\"closed\"", "\"id\":\"off\"");
        assertThat(INSIDE.received()).isEmpty();
    }

    @Test
    void aDrainedTargetGetsNothingNewUntilItIsResumed() {
        states().drain("away");
        assertThat(target(chat("both"))).isEqualTo("home");
        assertRefused(chat("away"), 503, "target_unavailable", "away is drained");
        states().drainProvider("inside");
        // what passes speaks for the call, but what is forbidden is said of a target before that
        assertRefused(
                chat("both", "x-llm-labels", "eu"),
                503,
                "target_unavailable",
                "away is not in region eu; home is of a provider that is drained");
        states().resume("away");
        assertThat(target(chat("both"))).isEqualTo("away");
        states().resumeProvider("inside");
        assertThat(target(chat("home"))).isEqualTo("home");
    }

    @Test
    void aDrainedTargetEndsWhatItHasBegun() {
        CompletableFuture<Void> drained = new CompletableFuture<>();
        OUTSIDE.nowAnswering(heldStream(chunk("be"), drained, chunk("gun"), finish(), done()));
        CompletableFuture<HttpResponse<String>> begun =
                ROUTER.startChat(CHAT.formatted("away").replace("}]}", "}],\"stream\":true}"));
        await().until(() -> OUTSIDE.open() == 1 && ROUTER.inFlight("away") == 1);
        states().drain("away");
        drained.complete(null);
        assertThat(begun.join().body()).contains("\"be\"", "\"gun\"", "[DONE]");
    }

    @Test
    void aTargetThatIsDrainedMeanwhileIsNotFallenBackTo() {
        OUTSIDE.nowAnswering((request, body) -> {
            states().drain("home");
            error(500, "oops").to(request, body);
        });
        HttpResponse<String> failed = chat("both");
        assertThat(failed.statusCode()).isEqualTo(502);
        assertThat(OUTSIDE.received()).hasSize(2);
        assertThat(INSIDE.received()).isEmpty();
    }

    @Test
    void refusalsAreCountedByWhatTheyAre() throws IOException {
        chat("away", "x-llm-labels", "eu");
        fromARoute("both", Map.of("LlmTenant", "acme"));
        chat("both", "x-llm-labels", "secret");
        await().untilAsserted(() -> assertThat(ROUTER.metrics())
                .contains("model=\"away\",operation=\"chat\",outcome=\"not_allowed\"")
                .contains("model=\"unknown\",operation=\"chat\",outcome=\"model_not_allowed\"")
                .contains("model=\"unknown\",operation=\"chat\",outcome=\"unknown_label\""));
    }

    @Test
    void aStreamIsGovernedLikeAWholeReply() {
        INSIDE.nowAnswering(streamOf("ho", "me"));
        HttpResponse<String> stream =
                ROUTER.chat(CHAT.formatted("both").replace("}]}", "}],\"stream\":true}"), "x-llm-labels", "pii");
        assertThat(target(stream)).isEqualTo("home");
        assertThat(OUTSIDE.received()).isEmpty();
    }
}
