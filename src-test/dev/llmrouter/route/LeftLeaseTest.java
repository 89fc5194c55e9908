package dev.llmrouter.route;

import static dev.llmrouter.fixture.FakeOpenAi.answering;
import static dev.llmrouter.fixture.FakeOpenAi.chunk;
import static dev.llmrouter.fixture.FakeOpenAi.completion;
import static dev.llmrouter.fixture.FakeOpenAi.stallAfter;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.llmrouter.fixture.FakeOpenAi;
import dev.llmrouter.fixture.OtherRouter;
import dev.llmrouter.fixture.Postgres;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two routers share a budget, and one of them is killed in the middle of calls. */
class LeftLeaseTest {

    private static final int HELD = 3;

    /** Of the tenant's attempts; those whose end nobody knows with all that was reserved for them. */
    private static final String OWED = "sum(case when outcome = 'unknown' then reserved_nanos else cost_nanos end)"
            + " from ledger where tenant = 'acme'";

    @TempDir
    private Path folder = Path.of(".");

    private static String asking(String model, boolean stream) {
        return "{\"model\":\"" + model + "\",\"stream\":" + stream
                + ",\"max_tokens\":3,\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";
    }

    private static long number(Postgres store, String sql) {
        try (Connection connection = DriverManager.getConnection(store.url(), store.user(), "");
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select " + sql)) {
            row.next();
            return row.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private String config(FakeOpenAi quick, FakeOpenAi slow, Postgres store) throws IOException {
        Path key = Files.writeString(folder.resolve("key"), TestRouter.KEY);
        return """
            providers:
              quick: { type: openai, baseUrl: "%s" }
              slow: { type: openai, baseUrl: "%s" }
            targets:
              q: { provider: quick, model: a, price: { input: 100, output: 100 } }
              s: { provider: slow, model: b, price: { input: 100, output: 100 } }
            tenants:
              acme: { keys: [ "{{file:%s}}" ], budget: { usd: 1, per: month } }
            store: { url: "%s", user: "%s" }
            """
                .formatted(quick.baseUrl(), slow.baseUrl(), key, store.url(), store.user());
    }

    @Test
    void whatAKilledRouterDidNotSpendIsThereAgainOnceItIsBack() throws IOException {
        try (Postgres store = Postgres.start("leases of a router that was killed");
                FakeOpenAi quick = answering(completion("Hi"));
                FakeOpenAi slow = answering(stallAfter(chunk("Hel")));
                TestRouter alive = TestRouter.with(config(quick, slow, store)).showing(TestRouter.KEY)) {
            assertThat(alive.chat(asking("q", false)).statusCode()).isEqualTo(200);
            try (OtherRouter killed = new OtherRouter(folder, config(quick, slow, store))) {
                for (int i = 0; i < 20; i++) {
                    HttpResponse<String> answer =
                            killed.startChat(asking("q", false), "quick-" + i).join();
                    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
                }
                for (int i = 0; i < HELD; i++) {
                    var unused = killed.startChat(asking("s", true), "held-" + i);
                }
                await().until(() -> slow.open() == HELD);
            }
            long left = number(store, "max(amount) from budget_lease");
            assertThat(left).isPositive();
            assertThat(alive.chat(asking("q", false)).statusCode()).isEqualTo(200);
            try (OtherRouter back = new OtherRouter(folder, config(quick, slow, store))) {
                assertThat(back.startChat(asking("q", false), "again").join().statusCode())
                        .isEqualTo(200);
                await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
                    assertThat(number(store, "count(*) from ledger where outcome = 'unknown'"))
                            .isEqualTo(HELD);
                    assertThat(number(store, "spent from budget_window")).isEqualTo(number(store, OWED));
                    // what the two that are alive may spend without asking, and no more
                    assertThat(number(store, "leased from budget_window")).isLessThanOrEqualTo(20_000_000);
                });
            }
        }
    }
}
