package dev.llmrouter.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.models.messages.MessageCreateParams;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import dev.llmrouter.call.Call;
import dev.llmrouter.call.Identity;
import dev.llmrouter.call.RouterException;
import dev.llmrouter.config.ConfigException;
import dev.llmrouter.fixture.CapturedLog;
import dev.llmrouter.fixture.CapturedOutput;
import dev.llmrouter.http.LlmHttpEndpoint;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.Route;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A router with tenants, whose callers show keys that the configuration refers to. */
class IdentityTest {

    /** What all keys have in them; four digits of it may be in the id of a call by chance. */
    private static final String SECRET = "-4711-8815";

    private static final String ACME = "sk-acme-4711-8815";
    private static final String NARROW = "sk-narrow-4711-8815";
    private static final String OLD = "sk-old-4711-8815";
    private static final String OTHER = "sk-other-4711-8815";
    private static final String PICKY = "sk-picky-4711-8815";
    private static final String ADMIN = "sk-admin-4711-8815";
    private static final String WRONG = "sk-wrong-4711-8815";
    private static final Map<String, String> KEYS = Map.of(
            "test.id.acme", ACME,
            "test.id.narrow", NARROW,
            "test.id.old", OLD,
            "test.id.other", OTHER,
            "test.id.picky", PICKY,
            "test.id.admin", ADMIN);

    private static final String YAML =
            """
        providers: { sim: { type: simulator, latency: 0s, perToken: 0s } }
        targets:
          a: { provider: sim, model: a }
          b: { provider: sim, model: b }
          c: { provider: sim, model: c }
        models:
          both: { of: [ a, b ] }
          tried:
            policy: split
            arms: { control: { use: a, percent: 50 }, treatment: { use: b, percent: 50 } }
        organizations:
          big: { models: [ a, b, both ], require: { targets: [ a, c ] } }
        tenants:
          acme:
            organization: big
            models: [ a, c, both ]
            keys:
              - { key: "{{sys:test.id.acme}}", name: app, user: robot, groups: [ ops, all ] }
              - { key: "{{sys:test.id.narrow}}", name: narrow, models: [ b, both ] }
              - { key: "{{sys:test.id.old}}", name: old, expires: 2020-01-31 }
              - "{{sys:test.id.nothing:}}"
            parameters: { most: { max_tokens: 100, temperature: 1 }, deny: [ logit_bias ] }
          other:
            keys:
              - "{{sys:test.id.other}}"
              - { key: "{{sys:test.id.picky}}", name: picky, require: { targets: [ b ] } }
        admin: { key: "{{sys:test.id.admin}}" }
        """;

    /** What callers may ask without a key: whether the router lives, and what is nowhere. */
    private static final Set<String> OPEN = Set.of("health-http", "unknown-http");

    /** On which nobody names a model. */
    private static final Set<String> NO_MODEL =
            Set.of("feedback-http", "openai-files-http", "openai-batches-http", "openai-batch-http");

    private static final CapturedLog LOG = CapturedLog.of("dev.llmrouter", Level.TRACE);
    private static final CapturedLog AUDIT = CapturedLog.of("llm-router.audit", Level.TRACE);
    private static final CapturedOutput OUTPUT = CapturedOutput.begin();
    private static TestRouter router;

    @BeforeAll
    static void start() {
        KEYS.forEach(System::setProperty);
        router = TestRouter.with(YAML);
    }

    @AfterAll
    static void stop() {
        router.close();
        KEYS.keySet().forEach(System::clearProperty);
        OUTPUT.close();
        LOG.close();
        AUDIT.close();
        String all = OUTPUT.text() + LOG.atLeast(Level.TRACE) + AUDIT.atLeast(Level.TRACE);
        assertThat(all).contains("refused status=401");
        assertThat(all.lines().filter(line -> line.contains(SECRET))).isEmpty();
    }

    private static String chat(String model, String... more) {
        return "{\"model\":\"" + model + "\"," + String.join("", more)
                + "\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";
    }

    private static HttpResponse<String> ask(String key, String model) {
        return router.chat(chat(model), "authorization", "Bearer " + key);
    }

    private static void assertRefused(HttpResponse<String> answer, int status, String code, String message) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(Caller.tree(answer.body()).at("/error/code").asText()).isEqualTo(code);
        assertThat(Caller.tree(answer.body()).at("/error/message").asText()).contains(message);
        assertThat(answer.body() + answer.headers().map()).doesNotContain(SECRET);
    }

    // every way in

    static Stream<String> waysIn() {
        return router.camel().getRoutes().stream()
                .filter(route -> route.getEndpoint() instanceof LlmHttpEndpoint)
                .map(Route::getRouteId)
                .filter(id -> !OPEN.contains(id));
    }

    /** Those that are told in a body what is wanted. */
    static Stream<String> waysForABody() {
        return waysIn().filter(id -> door(id).getMethod().contains("POST"));
    }

    /** Those on which a model is asked for; of a batch its lines ask, which come by {@code identify} again. */
    static Stream<String> waysToAModel() {
        return waysForABody().filter(id -> !isOperators(id) && !NO_MODEL.contains(id));
    }

    private static LlmHttpEndpoint door(String routeId) {
        return (LlmHttpEndpoint) router.camel().getRoute(routeId).getEndpoint();
    }

    private static boolean isOperators(String routeId) {
        return door(routeId).getPath().startsWith("/admin/");
    }

    private static String path(LlmHttpEndpoint door) {
        return door.getPath().replaceFirst("/\\*$", "/a").replaceFirst("\\*$", "");
    }

    private static List<HttpResponse<String>> knock(String routeId, String... headers) {
        LlmHttpEndpoint door = door(routeId);
        return Stream.of(door.getMethod().split(","))
                .map(method -> method.equals("GET")
                        ? router.send(method, path(door), "", headers)
                        : send(method, path(door), "a", door.getMediaType(), headers))
                .toList();
    }

    private static HttpResponse<String> send(String method, String path, String model, String type, String... headers) {
        String[] all = Stream.concat(
                        Stream.of("content-type", type.startsWith("multipart") ? type + "; boundary=x" : type),
                        Stream.of(headers))
                .toArray(String[]::new);
        String form =
                """
                --x
                Content-Disposition: form-data; name="model"

                %s
                --x
                Content-Disposition: form-data; name="file"; filename="a.mp3"

                ...
                --x--
                """
                        .formatted(model)
                        .replace("\n", "\r\n");
        String json = chat(
                model,
                "\"input\":\"Hi\",\"prompt\":\"Hi\",\"max_tokens\":5,\"voice\":\"x\",\"query\":\"q\",\"documents\":[\"d\"],");
        return router.send(method, path, type.startsWith("multipart") ? form : json, all);
    }

    @ParameterizedTest
    @MethodSource("waysIn")
    void noWayInIsOpenToWhoShowsNoKeyOrAWrongOne(String routeId) {
        for (String[] shown : List.of(
                new String[0],
                new String[] {"authorization", "Bearer " + WRONG},
                new String[] {"authorization", "Bearer "},
                new String[] {"authorization", "Basic " + ACME},
                new String[] {"x-api-key", ""},
                new String[] {"LlmTenant", "acme", "LlmUser", "robot"})) {
            assertThat(knock(routeId, shown)).isNotEmpty().allSatisfy(answer -> {
                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(401);
                assertThat(answer.headers().firstValue("www-authenticate")).contains("Bearer");
                assertThat(answer.body()).doesNotContain(SECRET);
            });
        }
    }

    @ParameterizedTest
    @MethodSource("waysIn")
    void andEachIsOpenToWhoShowsTheRightOne(String routeId) {
        assertThat(knock(routeId, "authorization", "Bearer " + (isOperators(routeId) ? ADMIN : OTHER)))
                .isNotEmpty()
                .allSatisfy(answer ->
                        assertThat(answer.statusCode()).as(answer.body()).isNotIn(401, 403));
    }

    @ParameterizedTest
    @MethodSource("waysForABody")
    void whoShowsNoKeyIsToldSoHoweverBrokenTheRequestIs(String routeId) {
        LlmHttpEndpoint door = door(routeId);
        String type = door.getMediaType().startsWith("multipart") ? "multipart/form-data" : "application/json";
        assertThat(router.send("POST", path(door), "{", "content-type", type).statusCode())
                .isEqualTo(401);
        HttpResponse<String> known = router.send(
                "POST",
                path(door),
                "{",
                "content-type",
                type,
                "authorization",
                "Bearer " + (isOperators(routeId) ? ADMIN : OTHER));
        assertThat(known.statusCode()).as(known.body()).isNotIn(401, 403);
    }

    @Test
    void norIsAnybodyToldOfAWishThatIsNotUnderstoodWhoShowsNoKey() {
        assertThat(router.chat(chat("a"), "x-llm-priority", "soon").statusCode())
                .isEqualTo(401);
        assertThat(router.chat(chat("a"), "x-llm-priority", "soon", "authorization", "Bearer " + OTHER)
                        .statusCode())
                .isEqualTo(400);
    }

    @ParameterizedTest
    @MethodSource("waysToAModel")
    void noWayLeadsToAModelThatTheCallerMayNotAskFor(String routeId) {
        LlmHttpEndpoint door = door(routeId);
        for (String model : List.of("c", "b")) {
            HttpResponse<String> answer =
                    send("POST", path(door), model, door.getMediaType(), "authorization", "Bearer " + ACME);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(403);
            assertThat(answer.body()).contains("The model '" + model + "' is not allowed for the tenant 'acme'");
        }
    }

    @Test
    void healthAndMetricsAreAskedForWithoutAKey() {
        assertThat(router.get("/health/ready").statusCode()).isEqualTo(200);
        assertThat(router.get("/observe/metrics").statusCode()).isEqualTo(200);
    }

    // keys

    @ParameterizedTest
    @ValueSource(strings = {"authorization", "Authorization", "x-api-key", "api-key"})
    void aKeyIsShownAsAnyClientDoes(String header) {
        String value = header.equalsIgnoreCase("authorization") ? "bearer  " + ACME + " " : ACME;
        assertThat(router.chat(chat("a"), header, value).statusCode()).isEqualTo(200);
        assertRefused(
                router.chat(chat("a"), header, value.replace(ACME, ACME + "x")),
                401,
                "invalid_api_key",
                "Incorrect API key.");
    }

    @Test
    void aKeyThatIsNotSetIsNobodys() {
        assertRefused(
                router.chat(chat("a"), "authorization", "Bearer "), 401, "invalid_api_key", "No API key was shown");
        assertThat(LOG.atLeast(Level.WARN))
                .anyMatch(line -> line.contains("'acme-4'") && line.contains("sys:test.id.nothing is not set"));
    }

    @Test
    void anExpiredKeyIsRefusedSayingSo() {
        assertRefused(ask(OLD, "a"), 401, "invalid_api_key", "The API key 'old' has expired");
    }

    @Test
    void aReferenceIsLookedUpAgainWithoutARestart() {
        System.setProperty("test.id.nothing", "sk-new-4711-8815");
        assertThat(ask("sk-new-4711-8815", "a").statusCode()).isEqualTo(401);
        HttpResponse<String> reloaded =
                router.send("POST", "/admin/tenants/reload-keys", "", "authorization", "Bearer " + ADMIN);
        assertThat(reloaded.body()).isEqualTo("{\"keys\":6,\"unset\":[]}");
        assertThat(ask("sk-new-4711-8815", "a").statusCode()).isEqualTo(200);
        System.setProperty("test.id.nothing", OTHER);
        HttpResponse<String> same =
                router.send("POST", "/admin/tenants/reload-keys", "", "authorization", "Bearer " + ADMIN);
        assertRefused(same, 409, "same_key", "is now the same as");
        assertThat(ask("sk-new-4711-8815", "a").statusCode()).isEqualTo(200);
        System.clearProperty("test.id.nothing");
        assertThat(router.send("POST", "/admin/tenants/reload-keys", "", "authorization", "Bearer " + ADMIN)
                        .body())
                .contains("\"keys\":5", "\"reference\":\"sys:test.id.nothing\"");
        assertThat(ask("sk-new-4711-8815", "a").statusCode()).isEqualTo(401);
    }

    @Test
    void oneKeyAtTwoTenantsIsAMistakeThatNamesBothPlaces() {
        String yaml = YAML.replace("{{sys:test.id.other}}", "{{sys:test.id.narrow}}");
        assertThatThrownBy(() -> TestRouter.with(yaml))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("tenants.other.keys[0]")
                .hasMessageContaining("is the same key as tenants.acme.keys[1]")
                .hasMessageNotContaining(SECRET);
    }

    // clients

    @Test
    void openAisClientForJavaIsToldInItsOwnWords() {
        assertThat(openAi(ACME, "a")).isEqualTo("a");
        assertThatThrownBy(() -> openAi(WRONG, "a"))
                .isInstanceOf(com.openai.errors.UnauthorizedException.class)
                .hasMessageContaining("Incorrect API key");
        assertThatThrownBy(() -> openAi(ACME, "c")).isInstanceOf(com.openai.errors.PermissionDeniedException.class);
    }

    private static String openAi(String key, String model) {
        OpenAIClient client = OpenAIOkHttpClient.builder()
                .baseUrl(router.url())
                .apiKey(key)
                .maxRetries(0)
                .build();
        try {
            return client.chat()
                    .completions()
                    .create(ChatCompletionCreateParams.builder()
                            .model(model)
                            .addUserMessage("Hello")
                            .build())
                    .model();
        } finally {
            client.close();
        }
    }

    @Test
    void anthropicsClientForJavaIsToldInItsOwnWords() {
        assertThat(anthropic(ACME, "a")).isEqualTo("a");
        assertThatThrownBy(() -> anthropic(WRONG, "a"))
                .isInstanceOf(com.anthropic.errors.UnauthorizedException.class)
                .hasMessageContaining("authentication_error");
        assertThatThrownBy(() -> anthropic(ACME, "c"))
                .isInstanceOf(com.anthropic.errors.PermissionDeniedException.class)
                .hasMessageContaining("permission_error");
    }

    private static String anthropic(String key, String model) {
        AnthropicClient client = AnthropicOkHttpClient.builder()
                .baseUrl("http://127.0.0.1:" + router.port())
                .apiKey(key)
                .maxRetries(0)
                .build();
        try {
            return client.messages()
                    .create(MessageCreateParams.builder()
                            .model(model)
                            .maxTokens(10)
                            .addUserMessage("Hello")
                            .build())
                    .model()
                    .asString();
        } finally {
            client.close();
        }
    }

    // what they may

    @Test
    void whatIsAllowedIsAllowedByTheOrganizationTheTenantAndTheKey() {
        assertThat(ask(ACME, "a").statusCode()).isEqualTo(200);
        assertRefused(ask(ACME, "b"), 403, "model_not_allowed", "who may ask for a, c, both as far as also a, b, both");
        assertRefused(ask(ACME, "c"), 403, "model_not_allowed", "'acme'");
        assertRefused(ask(NARROW, "b"), 403, "model_not_allowed", "'acme'");
        assertRefused(ask(NARROW, "a"), 403, "model_not_allowed", "'acme'");
        HttpResponse<String> both = ask(NARROW, "both");
        assertThat(both.headers().firstValue("x-llm-target")).contains("a");
        assertThat(ask(OTHER, "b").statusCode()).isEqualTo(200);
    }

    @Test
    void whatTheOrganizationDemandsHoldsForItsTenants() {
        assertThat(ask(OTHER, "both").headers().firstValue("x-llm-target")).isPresent();
        HttpResponse<String> explained = router.post("/route/explain", chat("both"), "authorization", "Bearer " + ACME);
        assertThat(Caller.tree(explained.body()).path("candidates")).hasSize(1);
    }

    @Test
    void aKeyMayDemandMoreThanItsTenant() {
        assertThat(ask(PICKY, "both").headers().firstValue("x-llm-target")).contains("b");
        assertThat(ask(PICKY, "a").statusCode()).isEqualTo(403);
        assertThat(ask(OTHER, "a").statusCode()).isEqualTo(200);
    }

    @Test
    void feedbackIsTakenOfACallOfOnesOwnTenantOnly() {
        String id = ask(OTHER, "tried").headers().firstValue("x-request-id").orElseThrow();
        await().untilAsserted(() -> assertThat(feedback(id, PICKY)).isEqualTo(200));
        assertThat(feedback(id, OTHER)).isEqualTo(409);
        assertThat(feedback(id, ACME)).isEqualTo(404);
    }

    private static int feedback(String id, String key) {
        return router.post("/feedback", "{\"id\":\"" + id + "\",\"rating\":\"up\"}", "authorization", "Bearer " + key)
                .statusCode();
    }

    @Test
    void onlyTheModelsThatTheCallerMayAskForAreListed() {
        assertThat(ids(ACME)).containsExactlyInAnyOrder("a", "both");
        assertThat(ids(NARROW)).containsExactly("both");
        assertThat(ids(OTHER)).containsExactlyInAnyOrder("a", "b", "c", "both", "tried");
        assertRefused(
                router.send("GET", "/v1/models/c", "", "authorization", "Bearer " + ACME),
                403,
                "model_not_allowed",
                "'c'");
    }

    private static List<String> ids(String key) {
        return Caller.tree(router.send("GET", "/v1/models", "", "authorization", "Bearer " + key)
                        .body())
                .path("data")
                .findValuesAsText("id");
    }

    @Test
    void aDecisionIsToldToItsOwnTenantAndToOperators() {
        String id = ask(ACME, "a").headers().firstValue("x-request-id").orElseThrow();
        await().until(() -> decision(id, ACME) == 200);
        assertThat(decision(id, NARROW)).isEqualTo(200);
        assertThat(decision(id, ADMIN)).isEqualTo(200);
        assertThat(decision(id, OTHER)).isEqualTo(404);
        assertThat(decision(id, WRONG)).isEqualTo(401);
    }

    @Test
    void aDecisionIsNotHiddenByAnotherTenantsCallOfTheSameId() {
        router.chat(chat("a"), "authorization", "Bearer " + ACME, "x-request-id", "order-7");
        await().until(() -> decision("order-7", ACME) == 200);
        router.chat(chat("b"), "authorization", "Bearer " + OTHER, "x-request-id", "order-7");
        await().until(() -> decision("order-7", OTHER) == 200);
        assertThat(told("order-7", ACME).body()).contains("\"model\":\"a\"").doesNotContain("\"model\":\"b\"");
        assertThat(told("order-7", OTHER).body()).contains("\"model\":\"b\"").doesNotContain("\"model\":\"a\"");
    }

    private static int decision(String id, String key) {
        return told(id, key).statusCode();
    }

    private static HttpResponse<String> told(String id, String key) {
        return router.send("GET", "/v1/route/calls/" + id, "", "authorization", "Bearer " + key);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "/chat/completions | `\"logit_bias\":{},` | 403 | logit_bias",
                "/chat/completions | `\"logit_bias\":null,` | 200 | content",
                "/chat/completions | `\"max_tokens\":100,\"temperature\":1.0,` | 200 | content",
                "/chat/completions | `\"max_tokens\":101,` | 400 | max_tokens",
                "/chat/completions | `\"max_completion_tokens\":101,` | 400 | max_tokens",
                "/chat/completions | `\"temperature\":1.5,` | 400 | 'temperature': at most 1",
                "/messages | `\"max_tokens\":101,` | 400 | max_tokens",
                "/responses | `\"input\":\"Hi\",\"max_output_tokens\":101,` | 400 | max_tokens",
            })
    void parametersAreWhatTheTenantMaySay(String path, String more, int status, String words) {
        HttpResponse<String> answer = router.post(path, chat("a", more), "authorization", "Bearer " + ACME);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.body()).contains(words);
        assertThat(router.post(path, chat("a", more), "authorization", "Bearer " + OTHER)
                        .statusCode())
                .isEqualTo(200);
    }

    // routes

    private static Exchange fromARoute(Map<String, Object> headers) {
        return router.camel().createProducerTemplate().request("direct:chat", exchange -> {
            exchange.getMessage().setBody(chat("a"));
            exchange.getMessage().setHeaders(new java.util.HashMap<>(headers));
        });
    }

    @Test
    void aRouteVouchesForItsMessages() {
        Exchange vouched = fromARoute(Map.of("LlmTenant", "acme", "LlmUser", "ann", "LlmGroup", "ops"));
        assertThat(vouched.getException()).isNull();
        assertThat(Call.of(vouched).access().identity())
                .isEqualTo(new Identity("big", "acme", "ann", List.of("ops"), null));
        Exchange shown = fromARoute(Map.of("Authorization", "Bearer " + ACME));
        assertThat(Call.of(shown).access().identity())
                .isEqualTo(new Identity("big", "acme", "robot", List.of("ops", "all"), "app"));
        assertThat(Call.of(shown).group()).isEqualTo("ops");
        assertThat(Call.of(shown).toString()).doesNotContain(SECRET);
    }

    @Test
    void whoeverPutsAFileIntoAFolderIsWhomItsRouteSays(@TempDir Path inbox) throws Exception {
        CompletableFuture<Identity> shown = new CompletableFuture<>();
        router.camel().addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("file:" + inbox + "?initialDelay=0&delay=20&readLock=rename")
                        .routeId("inbox")
                        .setHeader("LlmTenant", constant("acme"))
                        .setHeader("LlmUser", simple("${file:onlyname.noext}"))
                        .convertBodyTo(String.class)
                        .to("direct:chat")
                        .process(exchange ->
                                shown.complete(Call.of(exchange).access().identity()));
            }
        });
        try {
            Files.writeString(inbox.resolve("ann.json"), chat("a"));
            assertThat(shown.get(10, TimeUnit.SECONDS)).isEqualTo(new Identity("big", "acme", "ann", List.of(), null));
        } finally {
            router.camel().getRouteController().stopRoute("inbox");
            router.camel().removeRoute("inbox");
        }
    }

    @Test
    void aRouteThatVouchesForNobodyIsRefused() {
        Exchange refused = fromARoute(Map.of());
        assertThat(refused.getException()).isInstanceOf(RouterException.class);
        assertThat(((RouterException) refused.getException()).status()).isEqualTo(401);
        assertThat(AUDIT.atLeast(Level.INFO))
                .anyMatch(line -> line.contains("status=401") && line.contains("from=a route"));
    }

    @Test
    void withoutTenantsAnyKeyWillDoAndNone() {
        try (TestRouter open = TestRouter.with("providers: { sim: { type: simulator, latency: 0s, perToken: 0s } }")) {
            assertThat(open.ask("sim/a").statusCode()).isEqualTo(200);
            assertThat(open.chat(chat("sim/a"), "authorization", "Bearer any").statusCode())
                    .isEqualTo(200);
        }
    }

    // what is written down

    @Test
    void refusalsAndChangesAreWrittenDownOneLineEach() {
        try (CapturedLog own = CapturedLog.of("llm-router.audit", Level.INFO)) {
            ask(NARROW, "a");
            router.send("PUT", "/admin/targets/a", "{\"state\":\"on\"}", "authorization", "Bearer " + ADMIN);
            router.send("GET", "/admin/targets/a", "", "authorization", "Bearer " + ADMIN);
            assertThat(own.atLeast(Level.INFO)).hasSize(2);
            assertThat(own.atLeast(Level.INFO).get(0))
                    .contains("refused status=403 code=model_not_allowed from=127.0.0.1")
                    .contains("tenant=acme user=- key=narrow");
            assertThat(own.atLeast(Level.INFO).get(1)).isEqualTo("admin PUT /admin/targets/a from=127.0.0.1");
        }
    }
}
