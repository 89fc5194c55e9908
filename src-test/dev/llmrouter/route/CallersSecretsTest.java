package dev.llmrouter.route;

import static dev.llmrouter.fixture.FakeOpenAi.answering;
import static dev.llmrouter.fixture.FakeOpenAi.completion;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import dev.llmrouter.fixture.CapturedLog;
import dev.llmrouter.fixture.CapturedOutput;
import dev.llmrouter.fixture.FakeOpenAi;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Keys of callers and operators, and the password of the store, are shown nowhere. */
class CallersSecretsTest {

    private static final String TENANT = "sk-acme-of-the-tenant-1";
    private static final String ADMIN = "adm-of-the-operator-22";
    private static final String STRANGER = "sk-shown-by-a-stranger-4";
    private static final Map<String, String> SECRETS =
            Map.of("tenant", TENANT, "admin", ADMIN, "password", "pw-of-the-database-333", "foreign", STRANGER);

    @BeforeAll
    static void hide() {
        SECRETS.forEach((name, secret) -> System.setProperty("callers-secrets." + name, secret));
    }

    @AfterAll
    static void forget() {
        SECRETS.keySet().forEach(name -> System.clearProperty("callers-secrets." + name));
    }

    private static void assertNothingShown(String text) {
        SECRETS.values().forEach(secret -> assertThat(text).doesNotContain(secret));
    }

    @Test
    void wherever() {
        try (CapturedOutput output = CapturedOutput.begin();
                CapturedLog log = CapturedLog.of("ROOT", Level.INFO);
                CapturedLog own = CapturedLog.of("dev.llmrouter", Level.TRACE);
                FakeOpenAi up = answering(completion("Hi"));
                TestRouter router = router(up)) {
            assertNothingShown(router.showing(TENANT).ask("m").body());
            // the database is opened beside the first calls
            await().until(() -> router.showing(ADMIN).get("/admin/ledger").statusCode() == 200);
            String made =
                    key(router.showing(ADMIN).send("POST", "/admin/keys", "{\"tenant\":\"acme\",\"name\":\"ci\"}"));
            assertThat(made).as("is told once").isNotBlank();
            for (String path : new String[] {
                "/admin/keys", "/admin/providers", "/admin/targets", "/admin/spend", "/admin/ledger", "/observe/metrics"
            }) {
                String told = router.get(path).body();
                assertNothingShown(told);
                assertThat(told).doesNotContain(made);
            }
            HttpResponse<String> refused = router.showing(STRANGER).ask("m");
            assertThat(refused.statusCode()).isEqualTo(401);
            assertNothingShown(refused.body());
            assertNothingShown(router.get("/admin/keys").body());
            assertThat(router.camel().getRegistry().findByType(Object.class))
                    .allSatisfy(bean -> assertNothingShown(String.valueOf(bean)));
            String printed = output.text() + log.atLeast(Level.TRACE) + own.atLeast(Level.TRACE);
            assertNothingShown(printed);
            assertThat(printed).doesNotContain(made);
        }
    }

    private static TestRouter router(FakeOpenAi up) {
        return TestRouter.with(
                """
                providers: { up: { type: openai, baseUrl: "%s" } }
                targets: { m: { provider: up, model: m1 } }
                tenants:
                  acme: { keys: [ "{{sys:callers-secrets.tenant}}" ], requestsPerMinute: 100, budget: { usd: 1 } }
                admin: { key: "{{sys:callers-secrets.admin}}" }
                store:
                  url: "jdbc:h2:mem:callers-secrets"
                  user: sa
                  password: "{{sys:callers-secrets.password}}"
                """
                        .formatted(up.baseUrl()));
    }

    private static String key(HttpResponse<String> made) {
        assertThat(made.statusCode()).as(made.body()).isBetween(200, 201);
        return Caller.tree(made.body()).path("key").asText();
    }
}
