package dev.llmrouter.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmrouter.fixture.RawClient;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AdminTest {

    private static final String KEY = "admin-never-shown";
    private static final String CONFIG =
            """
        providers: { sim: { type: simulator, latency: 1ms } }
        models:
          ab: { policy: split, arms: { old: { use: sim/a }, new: { use: sim/b, percent: 10 } } }
        """;

    private final TestRouter open = TestRouter.with(CONFIG);
    private final TestRouter guarded;

    AdminTest() {
        System.setProperty("test.admin.key", KEY);
        guarded = TestRouter.with(CONFIG + "admin: { key: \"{{sys:test.admin.key}}\" }\n");
    }

    @AfterAll
    void stop() {
        System.clearProperty("test.admin.key");
        open.close();
        guarded.close();
    }

    @Test
    void withoutAKeyProgramsOnThisMachineAreLetIn() {
        HttpResponse<String> answer = open.get("/admin/experiments");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(Caller.tree(answer.body()).at("/experiments/0/name").asText())
                .isEqualTo("ab");
        assertThat(Caller.tree(answer.body())
                        .at("/experiments/0/arms/new/percent")
                        .asDouble())
                .isEqualTo(10);
    }

    @Test
    void withoutAKeyNeitherAWebPageNorWhoeverIsBehindAProxyIsLetIn() {
        assertRefused(open.send("GET", "/admin/experiments", "", "origin", "https://evil.example"), 403);
        assertRefused(open.send("POST", "/admin/experiments/ab/stop", "", "sec-fetch-site", "cross-site"), 403);
        assertRefused(open.send("GET", "/admin/experiments", "", "x-forwarded-for", "203.0.113.7"), 403);
        assertThat(statusFor("evil.example")).isEqualTo(403);
        assertThat(statusFor("LOCALHOST:1")).isEqualTo(200);
    }

    private int statusFor(String host) {
        try (RawClient client = RawClient.to(open.port())) {
            return client.send("GET /admin/shadows HTTP/1.1\r\nHost: " + host + "\r\n\r\n")
                    .answer()
                    .status();
        }
    }

    @Test
    void withAKeyOnlyWhoShowsItIsLetIn() {
        assertRefused(guarded.get("/admin/experiments"), 401);
        assertRefused(guarded.send("GET", "/admin/shadows", "", "authorization", "Bearer " + KEY + "x"), 401);
        assertRefused(guarded.send("GET", "/admin/shadows", "", "authorization", KEY), 401);
        assertRefused(guarded.send("POST", "/admin/experiments/ab/stop", "", "authorization", "Bearer "), 401);
        HttpResponse<String> answer = guarded.send("GET", "/admin/experiments", "", "authorization", "bearer " + KEY);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        HttpResponse<String> byProxy = guarded.send(
                "GET", "/admin/shadows", "", "authorization", "Bearer " + KEY, "x-forwarded-for", "203.0.113.7");
        assertThat(byProxy.statusCode()).isEqualTo(200);
    }

    private static void assertRefused(HttpResponse<String> answer, int status) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(Caller.tree(answer.body()).at("/error/message").asText()).isNotBlank();
        assertThat(answer.body()).doesNotContain(KEY);
    }

    @Test
    void whatThereIsNotIsRefusedInOpenAisEnvelope() {
        assertRefused(open.get("/admin/experiments/none"), 404);
        assertRefused(open.get("/admin/experiments/ab/stop"), 404);
        assertRefused(open.send("POST", "/admin/experiments/ab/dance", ""), 404);
        assertRefused(open.send("POST", "/admin/experiments/ab/stop/it", ""), 404);
        assertRefused(open.send("DELETE", "/admin/experiments/ab", ""), 405);
        assertRefused(open.send("PUT", "/admin/experiments/ab", "{\"arms\":{\"new\":\"many\"}}"), 400);
        assertRefused(open.send("PUT", "/admin/experiments/ab", "{\"arms\":{\"new\":101}}"), 400);
        assertRefused(open.send("PUT", "/admin/experiments/ab", "{\"arms\":{\"newer\":1}}"), 400);
        assertRefused(open.send("PUT", "/admin/experiments/ab", "{}"), 400);
        assertRefused(open.send("PUT", "/admin/experiments/ab", "not json"), 400);
        assertRefused(open.send("POST", "/admin/experiments/ab/stop", "{\"arm\":\"old\"}"), 400);
    }
}
