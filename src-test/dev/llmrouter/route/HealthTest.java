package dev.llmrouter.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HealthTest {

    private static TestRouter router;

    @BeforeAll
    static void start() {
        router = TestRouter.with("providers: { sim: { type: simulator } }");
    }

    @AfterAll
    static void stop() {
        router.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/health", "/health/live", "/health/ready"})
    void aRouterThatTakesCallsIsUp(String path) {
        HttpResponse<String> answer = router.get(path);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"status\":\"up\",\"live\":true,\"ready\":true}");
        assertThat(answer.headers().firstValue("content-type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("application/json"));
    }

    @Test
    void aLoadBalancerMayProbeWithHead() throws Exception {
        HttpRequest probe = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + router.port() + "/health/ready"))
                .method("HEAD", HttpRequest.BodyPublishers.noBody())
                .build();
        HttpResponse<String> answer = HttpClient.newHttpClient().send(probe, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEmpty();
    }

    @Test
    void aRouterWithoutModelsTakesThoseOfItsProviders() {
        assertThat(router.get("/v1/models").body()).contains("\"data\":[]");
        assertThat(router.ask("sim/any").statusCode()).isEqualTo(200);
    }

    @Test
    void whatIsBesideHealthIsNothing() {
        assertThat(router.get("/healthy").statusCode()).isEqualTo(404);
        assertThat(router.get("/health/other").statusCode()).isEqualTo(404);
    }
}
