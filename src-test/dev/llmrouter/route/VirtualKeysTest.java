package dev.llmrouter.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import com.fasterxml.jackson.databind.JsonNode;
import dev.llmrouter.fixture.CapturedLog;
import dev.llmrouter.fixture.CapturedOutput;
import java.io.PrintWriter;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Keys that are made over the admin API, by two routers with one database. */
class VirtualKeysTest {

    private static final String YAML =
            """
        providers: { sim: { type: simulator, latency: 0s, perToken: 0s } }
        targets:
          a: { provider: sim, model: a }
          b: { provider: sim, model: b, price: { input: 1, output: 1 } }
        models: { both: { of: [ a, b ] } }
        tenants: { acme: { keys: [ { key: "{{sys:test.caller}}", name: configured } ] } }
        """;

    private static final Database DATABASE = new Database();
    private static final TestClock CLOCK = new TestClock();
    private static final AtomicInteger NAMES = new AtomicInteger();
    private static final List<String> KEYS = new ArrayList<>();
    private static final CapturedLog LOG = CapturedLog.of("ROOT", Level.DEBUG);
    private static final CapturedOutput OUTPUT = CapturedOutput.begin();
    private static TestRouter one;
    private static TestRouter other;

    /** H2 in memory, which can be down. */
    private static final class Database implements DataSource {

        private static final String URL = "jdbc:h2:mem:keys;DB_CLOSE_DELAY=-1";
        private volatile boolean isDown;

        @Override
        public Connection getConnection() throws SQLException {
            if (isDown) {
                throw new SQLException("no connection", "08001");
            }
            return DriverManager.getConnection(URL);
        }

        @Override
        public Connection getConnection(String user, String password) throws SQLException {
            return getConnection();
        }

        @Override
        public PrintWriter getLogWriter() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void setLogWriter(PrintWriter out) {}

        @Override
        public void setLoginTimeout(int seconds) {}

        @Override
        public int getLoginTimeout() {
            return 0;
        }

        @Override
        public Logger getParentLogger() {
            return Logger.getGlobal();
        }

        @Override
        public <T> T unwrap(Class<T> type) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean isWrapperFor(Class<?> type) {
            return false;
        }
    }

    /** Goes only when it is told to. */
    private static final class TestClock extends Clock {

        private volatile Instant now = Instant.parse("2026-03-02T12:00:00Z");

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }

        void pass(Duration time) {
            now = now.plus(time);
        }
    }

    private static TestRouter router() {
        return TestRouter.with(YAML, camel -> {
            camel.bind("database", DATABASE);
            camel.bind("llm-router-clock", CLOCK);
        });
    }

    @BeforeAll
    static void start() {
        one = router();
        other = router();
        for (TestRouter router : List.of(one, other)) {
            await().until(() -> ask(router, "llmr_0123456789abcdef_nobody").statusCode() == 401);
        }
    }

    @AfterAll
    static void stop() throws SQLException {
        one.close();
        other.close();
        OUTPUT.close();
        LOG.close();
        StringBuilder kept = new StringBuilder(OUTPUT.text()).append(LOG.atLeast(Level.DEBUG));
        try (Connection connection = DATABASE.getConnection();
                Statement statement = connection.createStatement();
                ResultSet script = statement.executeQuery("script")) {
            while (script.next()) {
                kept.append(script.getString(1));
            }
        }
        assertThat(kept).contains("VIRTUAL_KEY").contains("INSERT");
        assertThat(KEYS).isNotEmpty().allSatisfy(key -> assertThat(kept)
                .doesNotContain(key)
                .doesNotContain(key.substring(key.indexOf('_', 5) + 1)));
    }

    private static JsonNode admin(String method, String path, String body, int status) {
        HttpResponse<String> answer = one.send(method, "/admin/keys" + path, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        return Caller.tree(answer.body());
    }

    private static String key(JsonNode answer) {
        String key = answer.path("key").asText();
        KEYS.add(key);
        return key;
    }

    private static String newName() {
        return "key-" + NAMES.incrementAndGet();
    }

    private static String create(String name, String more) {
        return key(admin("POST", "", "{\"tenant\":\"acme\",\"name\":\"" + name + "\"" + more + "}", 200));
    }

    private static HttpResponse<String> ask(TestRouter router, String key) {
        return ask(router, key, "a");
    }

    private static HttpResponse<String> ask(TestRouter router, String key, String model) {
        return router.chat(
                "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}",
                "authorization",
                "Bearer " + key);
    }

    private static void assertRefused(TestRouter router, String key, int status, String words) {
        HttpResponse<String> answer = ask(router, key);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.body()).contains(words).doesNotContain(key);
    }

    @Test
    void aKeyIsToldOnceAndWorksAtOnce() {
        String name = newName();
        String key = create(name, ",\"user\":\"ann\",\"groups\":[\"ops\"],\"limits\":{\"requestsPerMinute\":60}");
        assertThat(key).matches("llmr_[0-9a-f]{16}_[A-Za-z0-9_-]{43}");
        assertThat(ask(one, key).statusCode()).isEqualTo(200);
        JsonNode told = admin("GET", "/" + name, "", 200);
        assertThat(told.path("user").asText()).isEqualTo("ann");
        assertThat(told.at("/limits/requestsPerMinute").asInt()).isEqualTo(60);
        assertThat(told.has("key")).isFalse();
        assertThat(admin("GET", "", "", 200).toString()).contains(name).doesNotContain(key.substring(24));
        await().until(() -> ask(other, key).statusCode() == 200);
    }

    @Test
    void aKeyMayDoLessThanItsTenant() {
        String key = create(newName(), ",\"models\":[\"b\"]");
        assertRefused(one, key, 403, "who may ask for b");
    }

    @Test
    void aKeyThatIsNearlyRightIsWrong() {
        String key = create(newName(), "");
        assertRefused(one, key.substring(0, key.length() - 1), 401, "Incorrect API key");
        assertRefused(one, key + "x", 401, "Incorrect API key");
        assertRefused(one, "llmr_0123456789abcdef_" + key.substring(22), 401, "Incorrect API key");
        assertRefused(one, "llmr_", 401, "Incorrect API key");
    }

    @Test
    void aRotatedKeyWorksOnForItsGrace() {
        String name = newName();
        String first = create(name, "");
        String second = key(admin("POST", "/" + name + "/rotate", "{\"grace\":\"2h\"}", 200));
        assertThat(ask(one, first).statusCode()).isEqualTo(200);
        assertThat(ask(one, second).statusCode()).isEqualTo(200);
        CLOCK.pass(Duration.ofHours(2));
        assertRefused(one, first, 401, "was replaced by another");
        assertThat(ask(one, second).statusCode()).isEqualTo(200);
        String third = key(admin("POST", "/" + name + "/rotate", "{\"grace\":\"0s\"}", 200));
        assertRefused(one, second, 401, "was replaced by another");
        assertThat(ask(one, third).statusCode()).isEqualTo(200);
        assertThat(one.send("POST", "/admin/keys/" + name + "/rotate", "{\"grace\":\"soon\"}")
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void anExpiredKeyIsRefusedSayingSo() {
        String day = CLOCK.instant().plus(Duration.ofDays(2)).toString().substring(0, 10);
        String key = create(newName(), ",\"expires\":\"" + day + "\"");
        CLOCK.pass(Duration.ofDays(2));
        assertThat(ask(one, key).statusCode()).isEqualTo(200);
        CLOCK.pass(Duration.ofDays(1));
        assertRefused(one, key, 401, "has expired");
    }

    @Test
    void aRevokedKeyIsRefusedAtOnceAndSoonElsewhere() {
        String name = newName();
        String key = create(name, "");
        await().until(() -> ask(other, key).statusCode() == 200);
        admin("DELETE", "/" + name, "", 200);
        assertRefused(one, key, 401, "was revoked");
        await().until(() -> ask(other, key).statusCode() == 401);
        assertThat(admin("POST", "", "{\"tenant\":\"acme\",\"name\":\"" + name + "\"}", 409)
                        .toString())
                .contains("key_exists");
    }

    @Test
    void whileTheDatabaseIsDownKnownKeysWorkAndUnknownOnesAreNotSaidToBeWrong() {
        String key = create(newName(), "");
        String unknown = "llmr_0123456789abcdef_" + key.substring(22);
        assertRefused(one, unknown, 401, "Incorrect");
        DATABASE.isDown = true;
        try {
            await().until(() -> ask(one, unknown).statusCode() == 503);
            assertRefused(one, unknown, 503, "database does not answer");
            assertThat(ask(one, unknown).headers().firstValue("retry-after")).contains("2");
            assertThat(ask(one, key).statusCode()).isEqualTo(200);
            assertThat(ask(one, TestRouter.KEY).statusCode()).isEqualTo(200);
            assertRefused(one, "sk-something", 401, "Incorrect");
            admin("POST", "", "{\"tenant\":\"acme\",\"name\":\"late\"}", 503);
        } finally {
            DATABASE.isDown = false;
        }
        await().until(() -> ask(one, unknown).statusCode() == 401);
    }

    @Test
    void withoutTenantsTheAdminApiSaysWhatToConfigure() {
        try (TestRouter without = TestRouter.with("providers: { sim: { type: simulator } }")) {
            HttpResponse<String> answer = without.send("POST", "/admin/keys", "{}");
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.body()).contains("no_store").contains("'tenants'");
        }
    }

    @Test
    void aKeyHasLimitsOfItsOwn() {
        String key = create(newName(), ",\"limits\":{\"requestsPerMinute\":1}");
        assertThat(ask(one, key).statusCode()).isEqualTo(200);
        assertRefused(one, key, 429, "rate_limit_exceeded");
        assertThat(ask(one, create(newName(), "")).statusCode()).isEqualTo(200);
    }

    @Test
    void aKeyHasLimitsOfItsOwnForSomeModels() {
        String key = create(newName(), ",\"limits\":{\"modelLimits\":[{\"models\":[\"b\"],\"requestsPerMinute\":1}]}");
        assertThat(ask(one, key, "b").statusCode()).isEqualTo(200);
        assertThat(ask(one, key, "b").body()).contains("may make 1 calls a minute of b.");
        assertThat(ask(one, key, "a").statusCode()).isEqualTo(200);
    }

    @Test
    void aKeyHasABudgetOfItsOwn() {
        String name = newName();
        String key = create(name, ",\"budget\":{\"usd\":0.0000001,\"per\":\"total\"}");
        HttpResponse<String> refused = ask(one, key, "b");
        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(402);
        assertThat(refused.body()).contains("budget_exceeded").contains("key:" + name);
        assertThat(ask(one, key, "a").statusCode()).isEqualTo(200);
        assertThat(ask(one, create(newName(), ",\"budgets\":[{\"usd\":1},{\"usd\":1,\"per\":\"day\"}]"), "b")
                        .statusCode())
                .isEqualTo(200);
        assertThat(admin("GET", "/" + name, "", 200).at("/budget/per").asText()).isEqualTo("total");
        await().until(() -> ask(other, key, "b").statusCode() == 402);
    }

    @Test
    void aKeyDemandsMoreThanItsTenant() {
        String name = newName();
        String key = create(name, ",\"require\":{\"targets\":[\"b\"]}");
        assertThat(ask(one, key, "both").headers().firstValue("x-llm-target")).contains("b");
        assertThat(ask(one, key, "a").statusCode()).isEqualTo(403);
        assertThat(admin("GET", "", "", 200).toString()).contains("\"require\":{\"targets\":[\"b\"]}");
        await().until(() -> ask(other, key, "a").statusCode() == 403);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "`{\"name\":\"x\"}` | 'tenant' is one of",
                "`{\"tenant\":\"nobody\",\"name\":\"x\"}` | 'tenant' is one of",
                "`{\"tenant\":\"acme\"}` | 'name' is what the key is called",
                "`{\"tenant\":\"acme\",\"name\":\"a b\"}` | 'name' is what the key is called",
                "`{\"tenant\":\"acme\",\"name\":\"configured\"}` | a configured key is called already",
                "`{\"tenant\":\"acme\",\"name\":\"x\",\"expires\":\"2020-01-01\"}` | 'expires' is a day or an instant to come",
                "`{\"tenant\":\"acme\",\"name\":\"x\",\"models\":[]}` | 'models' is a list",
                "`{\"tenant\":\"acme\",\"name\":\"x\",\"groups\":\"ops\"}` | 'groups' is a list",
                "`{\"tenant\":\"acme\",\"name\":\"x\",\"limits\":{\"requestsPerMinute\":0}}` | 'limits.requestsPerMinute': must be at least 1",
                "`{\"tenant\":\"acme\",\"name\":\"x\",\"limits\":{\"rpm\":1}}` | 'limits.rpm': unknown key",
                "`{\"tenant\":\"acme\",\"name\":\"x\",\"limits\":7}` | 'limits': expected keys and values",
                "`{\"tenant\":\"acme\",\"name\":\"x\",\"limits\":{\"modelLimits\":[{\"models\":[\"a\"]}]}}` | 'limits.modelLimits[0].models': have no limit",
                "`{\"tenant\":\"acme\",\"name\":\"x\",\"budget\":{\"usd\":-1}}` | 'budget.usd': must be at least 0",
                "`{\"tenant\":\"acme\",\"name\":\"x\",\"budgets\":[{\"usd\":1,\"hard\":false,\"then\":\"bot\"}]}` | 'budgets[0].then': unknown model or target bot",
                "`{\"tenant\":\"acme\",\"name\":\"x\",\"require\":{\"targets\":[\"c\"]}}` | 'require.targets[0]': unknown target c",
                "`{\"tenant\":\"acme\",\"name\":\"x\",\"require\":{\"region\":[]}}` | 'require.region': must be at least 1 items",
                "`{\"tenant\":\"acme\",\"name\":\"x\",\"key\":\"mine\"}` | 'key' is not known",
            })
    void whatIsWrongWithANewKeyIsNamed(String body, String message) {
        assertThat(admin("POST", "", body, 400).at("/error/message").asText()).contains(message);
    }

    @Test
    void whatThereIsNotIsNotFound() {
        admin("GET", "/nothing", "", 404);
        admin("DELETE", "/nothing", "", 404);
        admin("POST", "/nothing/rotate", "", 404);
        admin("POST", "/nothing/dance", "", 404);
        admin("DELETE", "", "", 404);
    }
}
