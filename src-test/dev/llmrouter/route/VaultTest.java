package dev.llmrouter.route;

import static dev.llmrouter.fixture.FakeOpenAi.answering;
import static dev.llmrouter.fixture.FakeOpenAi.chunk;
import static dev.llmrouter.fixture.FakeOpenAi.completion;
import static dev.llmrouter.fixture.FakeOpenAi.done;
import static dev.llmrouter.fixture.FakeOpenAi.error;
import static dev.llmrouter.fixture.FakeOpenAi.finish;
import static dev.llmrouter.fixture.FakeOpenAi.heldStream;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.llmrouter.fixture.CapturedLog;
import dev.llmrouter.fixture.FakeOpenAi;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Keys that are in HashiCorp's Vault, or what speaks as it does, and are replaced there while the router runs. */
class VaultTest {

    private static final String TOKEN = "hvs.of-the-router";
    private static final String OLD = "sk-vault-old-0123456789";
    private static final String NEW = "sk-vault-new-9876543210";
    private static final String STREAMED =
            "{\"model\":\"m\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";

    private final CompletableFuture<Void> end = new CompletableFuture<>();
    private final CapturedLog log = CapturedLog.of("dev.llmrouter", Level.TRACE);
    private volatile String key = OLD;
    private volatile String taken = OLD;

    private final FakeOpenAi up = answering((request, body) -> {
        boolean isTaken = ("Bearer " + taken).equals(request.getHeader("authorization"));
        if (!isTaken) {
            error(401, "not with " + request.getHeader("authorization")).to(request, body);
        } else if (body.toString().contains("\"stream\":true")) {
            heldStream(chunk("begun "), end, chunk("ended"), finish(), done()).to(request, body);
        } else {
            completion("Hi").to(request, body);
        }
    });

    private HttpServer vault;
    private TestRouter router;

    @BeforeEach
    void start() throws IOException {
        vault = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        vault.createContext("/v1/secret/data/llm", this::tell);
        vault.start();
        router = TestRouter.with(
                """
                providers:
                  up: { type: openai, baseUrl: "%s", apiKey: "{{hashicorp:secret:llm#openai}}" }
                targets:
                  m: { provider: up, model: m1, breaker: { window: 1000, minimumCalls: 1000 } }
                overload: { queue: 0 }
                """
                        .formatted(up.baseUrl()),
                main -> {
                    main.addInitialProperty("camel.vault.hashicorp.token", TOKEN);
                    main.addInitialProperty("camel.vault.hashicorp.scheme", "http");
                    main.addInitialProperty("camel.vault.hashicorp.host", "127.0.0.1");
                    main.addInitialProperty(
                            "camel.vault.hashicorp.port",
                            Integer.toString(vault.getAddress().getPort()));
                });
    }

    private void tell(HttpExchange exchange) throws IOException {
        boolean isRouter = TOKEN.equals(exchange.getRequestHeaders().getFirst("X-Vault-Token"));
        byte[] body = ("{\"data\":{\"data\":{\"openai\":\"" + key
                        + "\"},\"metadata\":{\"created_time\":\"2026-01-01T00:00:00Z\",\"version\":1,"
                        + "\"destroyed\":false,\"deletion_time\":\"\",\"custom_metadata\":null}}}")
                .getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("content-type", "application/json");
        exchange.sendResponseHeaders(isRouter ? 200 : 403, isRouter ? body.length : -1);
        if (isRouter) {
            exchange.getResponseBody().write(body);
        }
        exchange.close();
    }

    @AfterEach
    void stop() {
        for (String path : new String[] {"/admin/providers", "/admin/targets", "/observe/metrics", "/health"}) {
            assertNothingShown(router.get(path).body());
        }
        assertThat(router.camel().getRegistry().findByType(Object.class))
                .allSatisfy(bean -> assertNothingShown(String.valueOf(bean)));
        router.close();
        vault.stop(0);
        up.close();
        log.close();
        assertNothingShown(String.join("\n", log.atLeast(Level.TRACE)));
    }

    private static void assertNothingShown(String text) {
        assertThat(text).doesNotContain(OLD).doesNotContain(NEW).doesNotContain(TOKEN);
    }

    @Test
    void aKeyThatIsReplacedThereIsTakenByItselfAndNoCallInFlightFails() {
        CompletableFuture<HttpResponse<String>> going = router.startChat(STREAMED);
        await().until(() -> router.inFlight("m") == 1);
        key = NEW;
        taken = NEW;
        await().untilAsserted(() -> {
            HttpResponse<String> answer = router.ask("m");
            assertNothingShown(answer.body());
            assertThat(answer.statusCode()).isEqualTo(200);
        });
        end.complete(null);
        assertThat(going.join().body()).contains("begun ", "ended", "[DONE]");
    }

    @Test
    void theOperatorHasItLookedUpBeforeTheOldOneIsRefused() {
        assertThat(router.ask("m").statusCode()).isEqualTo(200);
        key = NEW;
        assertNothingShown(
                router.send("POST", "/admin/providers/up/reload-keys", "").body());
        taken = NEW;
        assertThat(router.ask("m").statusCode()).isEqualTo(200);
        assertThat(up.last().header("authorization")).isEqualTo("Bearer " + NEW);
    }
}
