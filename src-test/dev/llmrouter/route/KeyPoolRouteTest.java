package dev.llmrouter.route;

import static dev.llmrouter.fixture.FakeOpenAi.answering;
import static dev.llmrouter.fixture.FakeOpenAi.completion;
import static dev.llmrouter.fixture.FakeOpenAi.error;
import static dev.llmrouter.fixture.FakeOpenAi.streamOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.model.chat.ChatModel;
import dev.llmrouter.fixture.CapturedLog;
import dev.llmrouter.fixture.FakeOpenAi;
import dev.llmrouter.fixture.FakeOpenAi.Answer;
import dev.llmrouter.fixture.FakeOpenAi.Received;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.MainListenerSupport;
import org.apache.camel.spi.PropertiesFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyPoolRouteTest {

    /** A vault, as Camel asks it. */
    private static final class Vault implements PropertiesFunction {
        private final Map<String, String> values = new ConcurrentHashMap<>();

        @Override
        public String getName() {
            return "vault";
        }

        @Override
        public String apply(String remainder) {
            return values.getOrDefault(remainder, "");
        }
    }

    private final Vault vault = new Vault();
    /** What each key is answered with. */
    private final Map<String, Answer> byKey = new ConcurrentHashMap<>();

    private final FakeOpenAi up = answering((request, body) -> {
        String key = String.valueOf(request.getHeader("authorization")).replace("Bearer ", "");
        Answer plain = body.toString().contains("\"stream\":true") ? streamOf("from ", key) : completion("from " + key);
        byKey.getOrDefault(key, plain).to(request, body);
    });

    private final FakeOpenAi backup = answering((request, body) -> {
        boolean isStream = body.toString().contains("\"stream\":true");
        (isStream ? streamOf("from the backup") : completion("from the backup")).to(request, body);
    });

    private final CapturedLog log = CapturedLog.of("ROOT", Level.INFO);
    private final TestRouter router;

    KeyPoolRouteTest() {
        for (int i = 1; i <= 3; i++) {
            vault.values.put("k" + i, "sk-secret-" + i);
        }
        router = TestRouter.with(
                """
            providers:
              up:
                type: openai
                baseUrl: "%s"
                apiKeys: [ "{{vault:k1}}", { key: "{{vault:k2}}", weight: 2 }, "{{vault:k3}}", "{{vault:k4}}" ]
              one: { type: openai, baseUrl: "%s", apiKey: "{{vault:k1}}" }
              other: { type: openai, baseUrl: "%s" }
              off: { type: openai, apiKeys: [ "{{vault:k8}}", "{{vault:k9}}" ] }
            targets:
              m: { provider: up, model: m1 }
              n: { provider: up, model: m2 }
              single: { provider: one, model: m1 }
              backup: { provider: other, model: m3 }
            models:
              safe: { of: [ m, backup ] }
            """
                        .formatted(up.baseUrl(), up.baseUrl(), backup.baseUrl()),
                main -> main.addMainListener(new MainListenerSupport() {
                    @Override
                    public void beforeInitialize(BaseMainSupport starting) {
                        starting.getCamelContext().getPropertiesComponent().addPropertiesFunction(vault);
                    }
                }));
    }

    @AfterEach
    void stop() {
        assertThat(router.metrics()).doesNotContain("sk-secret");
        assertThat(router.get("/admin/providers").body()).doesNotContain("sk-secret");
        assertThat(router.camel().getRegistry().findByType(Object.class))
                .allSatisfy(bean -> assertThat(String.valueOf(bean)).doesNotContain("sk-secret"));
        router.close();
        up.close();
        backup.close();
        log.close();
        assertThat(String.join("\n", log.atLeast(Level.TRACE))).doesNotContain("sk-secret");
    }

    private static String key(Received received) {
        return String.valueOf(received.header("authorization")).replace("Bearer sk-secret-", "");
    }

    private List<String> asked() {
        return up.received().stream().map(KeyPoolRouteTest::key).toList();
    }

    private void all(Answer answer) {
        IntStream.rangeClosed(1, 3).forEach(i -> byKey.put("sk-secret-" + i, answer));
    }

    private JsonNode keys(String provider) {
        return Caller.tree(router.get("/admin/providers/" + provider).body()).path("keys");
    }

    private static void assertAttempts(HttpResponse<String> answer, int attempts) {
        assertThat(answer.headers().firstValue("x-llm-attempts")).hasValue(Integer.toString(attempts));
    }

    @Test
    void theKeysAreUsedByTheirWeights() {
        IntStream.range(0, 400).forEach(i -> router.ask("m"));
        Map<String, Long> shares = asked().stream().collect(Collectors.groupingBy(key -> key, Collectors.counting()));
        assertThat(shares).containsOnlyKeys("1", "2", "3");
        assertThat(shares.get("2")).isCloseTo(200L, within(60L));
        assertThat(log.atLeast(Level.WARN)).anyMatch(line -> line.contains("up#4") && line.contains("vault:k4"));
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 402, 403, 429})
    void aKeyThatIsRefusedOrLimitedIsFollowedByAnother(int status) {
        byKey.put("sk-secret-1", error(status, "not with sk-secret-1"));
        byKey.put("sk-secret-2", error(status, "not with sk-secret-2"));
        for (int i = 0; i < 20; i++) {
            HttpResponse<String> answer = i % 2 == 0 ? router.ask("m") : router.stream("m");
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(answer.body()).contains("from ").contains("sk-secret-3");
        }
        assertThat(asked().stream().filter(key -> key.equals("1"))).hasSizeLessThanOrEqualTo(status == 429 ? 3 : 1);
        assertThat(asked().stream().filter(key -> key.equals("2"))).hasSizeLessThanOrEqualTo(status == 429 ? 3 : 1);
    }

    @Test
    void aStreamThatIsRefusedBeforeItsFirstContentIsFollowedByAnotherKeyToo() {
        String refusal = "data: {\"error\":{\"type\":\"authentication_error\",\"message\":\"no\"}}\n\n";
        byKey.put("sk-secret-1", FakeOpenAi.stream(FakeOpenAi.role(), refusal));
        byKey.put("sk-secret-2", FakeOpenAi.stream(refusal));
        for (int i = 0; i < 10; i++) {
            assertThat(router.stream("m").body())
                    .contains("sk-secret-3", "[DONE]")
                    .doesNotContain("error");
        }
        assertThat(up.received()).hasSize(12);
    }

    @Test
    void whereAllAreRefusedEachIsTriedOnceAndThenNoneIsUntilItIsTime() {
        all(error(401, "not with this one"));
        HttpResponse<String> first = router.ask("m");
        assertThat(first.statusCode()).isEqualTo(502);
        assertThat(first.body()).contains("\"code\":\"upstream_auth\"").doesNotContain("not with this one");
        assertAttempts(first, 3);
        assertThat(asked()).containsExactlyInAnyOrder("1", "2", "3");
        for (int i = 0; i < 5; i++) {
            HttpResponse<String> next = i % 2 == 0 ? router.ask(i == 2 ? "n" : "m") : router.stream("m");
            assertThat(next.statusCode()).isEqualTo(502);
            assertThat(next.body()).contains("\"code\":\"upstream_auth\"");
            assertAttempts(next, 0);
        }
        assertThat(up.received()).hasSize(3);
    }

    @Test
    void anotherTargetAnswersWhereAllAreRefused() {
        all(error(403, "no"));
        for (int i = 0; i < 3; i++) {
            assertThat(router.ask("safe").body()).contains("from the backup");
            assertThat(router.stream("safe").body()).contains("from the backup", "[DONE]");
        }
        assertThat(up.received()).hasSize(3);
        assertThat(router.ask("n").statusCode())
                .as("what is forbidden is one model")
                .isEqualTo(502);
        assertThat(up.received()).hasSize(6);
    }

    @Test
    void whereAllAreLimitedTheTargetRestsUntilTheFirstIsBack() {
        byKey.put("sk-secret-1", error(429, "slow down", "Retry-After", "70"));
        byKey.put("sk-secret-2", error(429, "slow down", "Retry-After", "40"));
        byKey.put("sk-secret-3", error(429, "slow down", "Retry-After", "50"));
        HttpResponse<String> limited = router.ask("m");
        assertThat(limited.statusCode()).isEqualTo(429);
        assertThat(Integer.parseInt(limited.headers().firstValue("retry-after").orElseThrow()))
                .isBetween(38, 40);
        assertThat(router.ask("m").statusCode()).isEqualTo(429);
        assertThat(up.received()).hasSize(3);
        assertThat(keys("up").get(0).at("/models/m1").asText()).startsWith("resting for ");
        assertThat(router.post(
                                "/route/explain",
                                "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}")
                        .body())
                .contains("\"keys\":\"rate_limit_exceeded\"");
        assertThat(router.post(
                                "/route/explain",
                                "{\"model\":\"n\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}")
                        .body())
                .doesNotContain("cooldown_ms");
    }

    @Test
    void aKeyThatRefusesIsNoFailureOfItsTarget() {
        byKey.put("sk-secret-1", error(401, "no"));
        byKey.put("sk-secret-2", error(429, "slow down", "Retry-After", "60"));
        IntStream.range(0, 10).forEach(i -> router.ask("m"));
        assertThat(router.metrics())
                .contains("llm_circuit_open{target=\"m\"} 0.0")
                .contains("llm_attempts_total{outcome=\"upstream_key_refused\",target=\"m\"} 1.0")
                .contains("llm_attempts_total{outcome=\"upstream_key_limited\",target=\"m\"} 1.0")
                .contains("llm_key_usable{key=\"up#1\"} 0.0")
                .contains("llm_key_usable{key=\"up#2\"} 1.0")
                .contains("llm_key_usable{key=\"up#4\"} 0.0");
    }

    @Test
    void aSingleKeyThatIsRefusedIsRetiredToo() {
        byKey.put("sk-secret-1", error(401, "no"));
        assertThat(router.ask("single").statusCode()).isEqualTo(502);
        assertThat(router.ask("single").statusCode()).isEqualTo(502);
        assertThat(up.received()).hasSize(1);
        assertThat(keys("one").get(0).path("state").asText()).isEqualTo("retired");
        assertThat(keys("one").get(0).path("because").asText()).isEqualTo("upstream_auth");
        assertThat(keys("up").get(0).path("state").asText()).isEqualTo("alive");
    }

    @Test
    void theOperatorHasTheReferencesLookedUpAgain() {
        all(error(401, "no"));
        router.ask("m");
        vault.values.put("k2", "sk-secret-new");
        vault.values.put("k4", "sk-secret-4");
        HttpResponse<String> reloaded = router.send("POST", "/admin/providers/up/reload-keys", "");
        assertThat(reloaded.statusCode()).as(reloaded.body()).isEqualTo(200);
        JsonNode keys = Caller.tree(reloaded.body()).path("keys");
        assertThat(keys)
                .hasSize(4)
                .allSatisfy(key -> assertThat(key.path("state").asText()).isEqualTo("alive"));
        await().untilAsserted(() -> {
            assertThat(router.ask("m").statusCode()).isEqualTo(200);
            assertThat(asked()).contains("new", "4");
        });
    }

    @Test
    void aReplacedKeyIsFoundByItself() {
        byKey.put("sk-secret-1", error(401, "no longer sk-secret-1"));
        vault.values.put("k1", "sk-secret-rotated");
        HttpResponse<String> first = router.ask("single");
        assertThat(first.statusCode()).isIn(200, 502);
        await().untilAsserted(() -> assertThat(router.ask("single").body()).contains("from sk-secret-rotated"));
        byKey.put("sk-secret-rotated", error(400, "I know both sk-secret-1 and sk-secret-rotated"));
        assertThat(router.ask("single").body()).contains("I know both *** and ***");
    }

    @Test
    void callsThatAreGoingOnAreNotDisturbedByNewKeys() throws Exception {
        java.util.concurrent.CompletableFuture<Void> until = new java.util.concurrent.CompletableFuture<>();
        byKey.put(
                "sk-secret-1",
                FakeOpenAi.heldStream(
                        FakeOpenAi.chunk("begun "),
                        until,
                        FakeOpenAi.chunk("ended"),
                        FakeOpenAi.finish(),
                        FakeOpenAi.done()));
        var going = router.startChat(
                "{\"model\":\"single\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}");
        await().until(() -> up.received().size() == 1);
        vault.values.put("k1", "sk-secret-rotated");
        router.send("POST", "/admin/providers/one/reload-keys", "");
        assertThat(router.ask("single").body()).contains("from sk-secret-rotated");
        until.complete(null);
        assertThat(going.get().body()).contains("begun ", "ended", "[DONE]");
    }

    @Test
    void whatCantBeReloadedIsSaid() {
        assertThat(router.send("POST", "/admin/providers/none/reload-keys", "").statusCode())
                .isEqualTo(404);
        assertThat(router.send("POST", "/admin/providers/up/dance", "").statusCode())
                .isEqualTo(404);
        HttpResponse<String> off = router.send("POST", "/admin/providers/off/reload-keys", "");
        assertThat(off.statusCode()).isEqualTo(409);
        assertThat(off.body()).contains("vault:k8 and vault:k9 are not set");
    }

    @Test
    void aLangChain4jModelUsesThemAsWell() {
        byKey.put("sk-secret-1", error(401, "no"));
        byKey.put("sk-secret-2", error(401, "no"));
        ChatModel model =
                Objects.requireNonNull(router.camel().getRegistry().lookupByNameAndType("m", ChatModel.class));
        // by lot: until both have been refused once
        await().ignoreExceptions().untilAsserted(() -> {
            for (int i = 0; i < 20; i++) {
                assertThat(model.chat("Hello")).isEqualTo("from sk-secret-3");
            }
        });
    }
}
