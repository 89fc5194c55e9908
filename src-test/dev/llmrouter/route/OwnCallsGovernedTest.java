package dev.llmrouter.route;

import static dev.llmrouter.fixture.FakeOpenAi.answering;
import static dev.llmrouter.fixture.FakeOpenAi.completion;
import static dev.llmrouter.fixture.FakeOpenAi.error;
import static dev.llmrouter.fixture.FakeOpenAi.hang;
import static dev.llmrouter.fixture.FakeOpenAi.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmrouter.call.Call;
import dev.llmrouter.call.RouterException;
import dev.llmrouter.embeddings.EmbeddingsRequest;
import dev.llmrouter.fixture.CapturedLog;
import dev.llmrouter.fixture.FakeOpenAi;
import dev.llmrouter.governance.TargetStates;
import dev.llmrouter.wire.Json;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whoever is asked by the router itself, for a shadow, a vote, a judgement, a better reply, a topic or a comparison, may
 * see no more than who replies. Inside keeps nothing, of outside nothing is known, and it is to hear nothing.
 */
class OwnCallsGovernedTest {

    private static final FakeOpenAi INSIDE = answering(OwnCallsGovernedTest::inside);
    private static final FakeOpenAi OUTSIDE = answering(OwnCallsGovernedTest::outside);
    private static final AtomicInteger PROMPTS = new AtomicInteger();

    /** Each model leads outside in a way of its own. */
    private static final List<String> MODELS = List.of(
            "shadowed", "compared", "fastest", "majority", "best", "judged", "cascade", "classified", "similar");

    private static final TestRouter ROUTER = TestRouter.with(
                    """
        providers:
          inside: { type: openai, baseUrl: "%s", region: eu, dataRetention: none, training: false }
          outside: { type: openai, baseUrl: "%s" }
        targets:
          home: { provider: inside, model: home, breaker: { minimumCalls: 1000 } }
          hut: { provider: inside, model: hut, breaker: { minimumCalls: 1000 } }
          mute: { provider: inside, model: mute, breaker: { minimumCalls: 1000 } }
          broken: { provider: inside, model: broken, breaker: { minimumCalls: 1000 } }
          away: { provider: outside, model: away, breaker: { minimumCalls: 1000 } }
          vectors: { provider: outside, model: vectors, capabilities: [ embeddings ], breaker: { minimumCalls: 1000 } }
        labels:
          pii: { dataRetention: none, training: false }
        tenants:
          anybody: { keys: [ "{{sys:test.caller}}" ] }
          shut: { require: { region: eu } }
        models:
          shadowed: { of: [ home ], shadow: { use: away, percent: 100, concurrentRequests: 99 } }
          compared: { of: [ home ], shadow: { use: hut, percent: 100, concurrentRequests: 99, similarity: vectors } }
          fastest: { policy: scatter, of: [ away, home, hut ], gather: fastest }
          majority: { policy: scatter, of: [ away, home, hut ], gather: majority }
          best: { policy: scatter, of: [ away, home, hut ], gather: best, judge: home }
          judged: { policy: scatter, of: [ home, hut ], gather: best, judge: away }
          cascade: { policy: cascade, of: [ mute, away, home ] }
          classified: { policy: classifier, by: away, timeout: 10s, branches: { code: { use: home } }, otherwise: hut }
          similar:
            policy: semantic
            embedding: vectors
            timeout: 10s
            branches: { code: { use: home, examples: [ a program ] } }
            otherwise: hut
          strict-shadowed: { of: [ home ], require: { dataRetention: none }, shadow: { use: away, percent: 100 } }
          strict-compared:
            of: [ home ]
            require: { dataRetention: none }
            shadow: { use: hut, percent: 100, similarity: vectors }
          strict-fastest: { of: [ fastest ], require: { dataRetention: none } }
          strict-majority: { of: [ majority ], require: { dataRetention: none } }
          strict-best: { of: [ best ], require: { dataRetention: none } }
          strict-judged: { of: [ judged ], require: { dataRetention: none } }
          strict-cascade: { of: [ cascade ], require: { dataRetention: none } }
          strict-classified: { of: [ classified ], require: { dataRetention: none } }
          strict-similar: { of: [ similar ], require: { dataRetention: none } }
        """
                            .formatted(INSIDE.baseUrl(), OUTSIDE.baseUrl()))
            .showing(TestRouter.KEY);

    /** How a call says, or the operator does, that outside is not for it. */
    private enum Demand {
        NONE,
        WISHES_ZDR,
        WISHES_NO_COLLECTION,
        WISHES_NOT_THAT_PROVIDER,
        LABEL,
        LABEL_IN_THE_BODY,
        TENANT,
        MODEL,
        DRAINED,
        PROVIDER_DRAINED;

        String model(String model) {
            return this == MODEL ? "strict-" + model : model;
        }

        void into(ObjectNode request) {
            switch (this) {
                case WISHES_ZDR -> request.putObject("provider").put("zdr", true);
                case WISHES_NO_COLLECTION -> request.putObject("provider").put("data_collection", "deny");
                case WISHES_NOT_THAT_PROVIDER ->
                    request.putObject("provider").putArray("ignore").add("outside");
                case LABEL_IN_THE_BODY -> request.putObject("metadata").put("labels", "pii");
                default -> {}
            }
        }

        void tellTheOperator() {
            switch (this) {
                case DRAINED -> {
                    put("targets/away", "drained");
                    put("targets/vectors", "drained");
                }
                case PROVIDER_DRAINED -> put("providers/outside", "drained");
                default -> {}
            }
        }
    }

    private static void inside(HttpServerRequest request, Buffer asked) {
        String model = Caller.tree(asked.toString()).path("model").asText();
        (model.equals("broken") ? error(500, "oops") : completion(model.equals("mute") ? "" : model))
                .to(request, asked);
    }

    private static void outside(HttpServerRequest request, Buffer asked) {
        String vector = "{\"object\":\"list\",\"data\":[{\"object\":\"embedding\",\"index\":0,\"embedding\":[1,0]}],"
                + "\"model\":\"vectors\",\"usage\":{\"prompt_tokens\":5,\"total_tokens\":5}}";
        (request.path().endsWith("/embeddings") ? status(200, vector) : completion("code")).to(request, asked);
    }

    @BeforeAll
    static void awaitExamples() {
        await().until(() -> {
            ask("similar", Demand.NONE);
            return INSIDE.last().body().contains("\"home\"");
        });
    }

    @BeforeEach
    void asNew() {
        TargetStates states = ROUTER.camel().getRegistry().lookupByNameAndType("targetStates", TargetStates.class);
        states.getDrainedTargets().forEach(states::resume);
        states.getDrainedProviders().forEach(states::resumeProvider);
        soon().until(() -> INSIDE.open() == 0 && OUTSIDE.open() == 0);
        INSIDE.nowAnswering(OwnCallsGovernedTest::inside).received().clear();
        OUTSIDE.received().clear();
    }

    @AfterAll
    static void stop() {
        ROUTER.close();
        INSIDE.close();
        OUTSIDE.close();
    }

    private static void put(String place, String state) {
        assertThat(ROUTER.send("PUT", "/admin/" + place, "{\"state\":\"" + state + "\"}")
                        .statusCode())
                .isEqualTo(200);
    }

    /** Of a prompt that nobody has asked before, since answers are remembered. */
    private static ObjectNode request(String model, Demand demand) {
        ObjectNode request = Json.MAPPER.createObjectNode().put("model", demand.model(model));
        request.putArray("messages")
                .addObject()
                .put("role", "user")
                .put("content", "prompt " + PROMPTS.incrementAndGet());
        demand.into(request);
        return request;
    }

    /** {@return the status} */
    private static int ask(String model, Demand demand) {
        return ask("/chat/completions", request(model, demand), demand);
    }

    private static int ask(String path, ObjectNode request, Demand demand) {
        demand.tellTheOperator();
        if (demand == Demand.TENANT) {
            return askAsTenant(path, request);
        }
        String[] headers = demand == Demand.LABEL ? new String[] {"x-llm-labels", "pii"} : new String[0];
        return ROUTER.post(path, request.toString(), headers).statusCode();
    }

    /** Whose call it is, only a route can say. */
    private static int askAsTenant(String path, ObjectNode request) {
        byte[] json = request.toString().getBytes(StandardCharsets.UTF_8);
        Exchange exchange = ROUTER.camel().createProducerTemplate().request("direct:chat", asked -> {
            asked.getMessage().setBody(path.equals("/embeddings") ? EmbeddingsRequest.read(json) : json);
            asked.getMessage().setHeader("LlmTenant", "shut");
        });
        assertThat(Call.of(exchange).access().permissions().tenant()).isEqualTo("shut");
        return exchange.getException() instanceof RouterException refused ? refused.status() : 200;
    }

    private static int shadowsEnded() {
        int ended = 0;
        for (JsonNode shadow : Caller.tree(ROUTER.get("/admin/shadows").body()).path("shadows")) {
            for (JsonNode count : shadow.path("calls")) {
                ended += count.asInt();
            }
        }
        return ended;
    }

    /** Waits for the shadow of the call, where it has one. */
    private static void assertAnsweredToTheEnd(String model, Demand demand) {
        int before = shadowsEnded();
        assertThat(ask(model, demand)).isEqualTo(200);
        if (model.equals("shadowed") || model.equals("compared")) {
            soon().until(() -> shadowsEnded() == before + 1);
        }
    }

    private static ConditionFactory soon() {
        return await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(5));
    }

    static Stream<String> models() {
        return MODELS.stream();
    }

    static Stream<Arguments> demands() {
        return MODELS.stream().flatMap(model -> Stream.of(Demand.values())
                .filter(demand -> demand != Demand.NONE)
                .map(demand -> Arguments.of(model, demand)));
    }

    @ParameterizedTest
    @MethodSource("demands")
    void whoMayNotSeeAPromptIsNotAskedByTheRouterEither(String model, Demand demand) {
        assertAnsweredToTheEnd(model, demand);
        assertThat(OUTSIDE.received()).isEmpty();
        assertThat(INSIDE.received()).isNotEmpty();
    }

    @ParameterizedTest
    @MethodSource("models")
    void whereNothingIsDemandedTheyAreAsked(String model) {
        if (model.equals("fastest")) {
            INSIDE.nowAnswering(hang());
        }
        assertAnsweredToTheEnd(model, Demand.NONE);
        assertThat(OUTSIDE.received()).isNotEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = Demand.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"NONE", "MODEL"})
    void alternativesThatTheCallerNamesMayNotSeeItEither(Demand demand) {
        ObjectNode request = request("broken", demand);
        request.putArray("models").add("away");
        assertThat(ask("/chat/completions", request, demand)).isEqualTo(502);
        assertThat(OUTSIDE.received()).isEmpty();
        assertThat(INSIDE.received()).as("the only one left is asked once more").hasSize(2);
    }

    @Test
    void alternativesThatMaySeeItAreAsked() {
        ObjectNode request = request("broken", Demand.NONE);
        request.putArray("models").add("away");
        assertThat(ask("/chat/completions", request, Demand.NONE)).isEqualTo(200);
        assertThat(OUTSIDE.received()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(
            value = Demand.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"NONE", "MODEL"})
    void textsToEmbedStayAsWell(Demand demand) {
        ObjectNode request =
                Json.MAPPER.createObjectNode().put("model", "vectors").put("input", "Hello");
        demand.into(request);
        assertThat(ask("/embeddings", request, demand)).isGreaterThanOrEqualTo(400);
        assertThat(OUTSIDE.received()).isEmpty();
    }

    @Test
    void textsToEmbedGoWhereTheyMay() {
        ObjectNode request =
                Json.MAPPER.createObjectNode().put("model", "vectors").put("input", "Hello");
        assertThat(ask("/embeddings", request, Demand.NONE)).isEqualTo(200);
        assertThat(OUTSIDE.received()).hasSize(1);
    }

    @Test
    void anEmbeddingModelThatIsDisabledIsNotAskedForExamplesEither() {
        try (CapturedLog log = CapturedLog.of("dev.llmrouter.semantic", Level.WARN);
                TestRouter own = TestRouter.with(
                        """
            providers:
              outside: { type: openai, baseUrl: "%s" }
              sim: { type: simulator, latency: 1ms }
            targets:
              vectors: { provider: outside, model: vectors, capabilities: [ embeddings ], disabled: true }
            models:
              similar:
                policy: semantic
                embedding: vectors
                branches: { code: { use: sim/a, examples: [ a program ] } }
                otherwise: sim/b
            """
                                .formatted(OUTSIDE.baseUrl()))) {
            await().untilAsserted(() -> assertThat(log.atLeast(Level.WARN))
                    .anySatisfy(warning -> assertThat(warning).contains("its embedding model is out of service")));
            assertThat(own.ask("similar").headers().firstValue("x-llm-target")).contains("sim/b");
            assertThat(OUTSIDE.received()).isEmpty();
        }
    }
}
