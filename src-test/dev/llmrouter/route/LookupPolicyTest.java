package dev.llmrouter.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.llmrouter.fixture.FakeOpenAi;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;

class LookupPolicyTest {

    private static final String TARGETS =
            """
            providers: { sim: { type: simulator, latency: 1ms, perToken: 1ms } }
            targets:
              smart: { provider: sim, model: a }
              cheap: { provider: sim, model: b }
            models:
            """;

    private static JdbcDataSource customers() throws SQLException {
        JdbcDataSource source = new JdbcDataSource();
        source.setURL("jdbc:h2:mem:customers;DB_CLOSE_DELAY=-1");
        try (Connection connection = source.getConnection()) {
            connection
                    .createStatement()
                    .execute(
                            "drop table if exists customers; create table customers (id varchar(50), plan varchar(10), spent int);"
                                    + "insert into customers values ('ann', 'gold', 5), ('bob', 'free', 50), ('it''s', 'gold', 1)");
        }
        return source;
    }

    private static String target(TestRouter router, String model, String user) {
        var reply = router.chat("{\"model\":\"" + model + "\",\"user\":\"" + user
                + "\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}");
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
        return reply.headers().firstValue("x-llm-target").orElseThrow();
    }

    private static String explained(TestRouter router, String model, String user) {
        return router.post(
                        "/route/explain",
                        "{\"model\":\"" + model + "\",\"user\":\"" + user
                                + "\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}")
                .body();
    }

    @Test
    void aDatabaseDecides() throws SQLException {
        String yaml = TARGETS
                + """
                  plan:
                    policy: lookup
                    from: "sql:select plan from customers where id = :#${variable.call.user}?dataSource=#customers"
                    timeout: 5s
                    when: [ { is: gold, use: smart } ]
                    otherwise: cheap
                  spent:
                    policy: lookup
                    from: "sql:select spent, plan from customers where id = :#${variable.call.user}?dataSource=#customers"
                    timeout: 5s
                    when: [ { simple: "${body[SPENT]} > 10", use: smart } ]
                    otherwise: cheap
                """;
        JdbcDataSource source = customers();
        try (TestRouter router = TestRouter.with(yaml, camel -> camel.bind("customers", source))) {
            assertThat(target(router, "plan", "ann")).isEqualTo("smart");
            assertThat(target(router, "plan", "bob")).isEqualTo("cheap");
            assertThat(target(router, "plan", "nobody")).isEqualTo("cheap");
            assertThat(target(router, "plan", "it's")).isEqualTo("smart");
            assertThat(target(router, "plan", "x' or '1'='1")).isEqualTo("cheap");
            assertThat(target(router, "spent", "bob")).isEqualTo("smart");
            assertThat(target(router, "spent", "ann")).isEqualTo("cheap");
            assertThat(explained(router, "plan", "ann")).contains("when[0] is -> smart");
            update(source, "update customers set plan = 'free'");
            assertThat(target(router, "plan", "ann")).as("it is kept").isEqualTo("smart");
        }
    }

    private static void update(JdbcDataSource source, String sql) throws SQLException {
        try (Connection connection = source.getConnection()) {
            connection.createStatement().execute(sql);
        }
    }

    @Test
    void aWebServiceDecides() {
        FakeOpenAi.Answer plans = (request, body) -> request.response()
                .putHeader("content-type", "application/json")
                .setStatusCode(request.uri().contains("nobody") ? 404 : 200)
                .end("{\"plan\":\"" + (request.uri().contains("ann") ? "gold" : "free") + "\"}");
        try (FakeOpenAi web = FakeOpenAi.answering(plans)) {
            String yaml = TARGETS
                    + """
                      web:
                        policy: lookup
                        from: "http://127.0.0.1:%d/plans/${variable.call.user}?by=router"
                        timeout: 5s
                        when: [ { jsonpath: "$[?(@.plan == 'gold')]", use: smart } ]
                        otherwise: cheap
                    """
                            .formatted(web.port());
            try (TestRouter router = TestRouter.with(yaml)) {
                assertThat(target(router, "web", "ann")).isEqualTo("smart");
                assertThat(target(router, "web", "bob")).isEqualTo("cheap");
                assertThat(target(router, "web", "nobody")).isEqualTo("cheap");
                assertThat(target(router, "web", "ann")).isEqualTo("smart");
                assertThat(target(router, "web", "../ann?x=/#")).isEqualTo("smart");
                assertThat(target(router, "web", "..")).isEqualTo("cheap");
                assertThat(web.received())
                        .extracting(FakeOpenAi.Received::path)
                        .containsExactly("/plans/ann", "/plans/bob", "/plans/nobody", "/plans/..%2Fann%3Fx%3D%2F%23");
                assertThat(web.received().get(0).headers()).doesNotContainKeys("authorization", "cookie");
                assertThat(explained(router, "web", "nobody")).contains("from failed: HttpOperationFailedException");
            }
        }
    }

    @Test
    void troubleMeansOtherwiseAndTakesNoLongerThanItMay() {
        CountDownLatch forever = new CountDownLatch(1);
        String yaml = TARGETS
                + """
                  slow: { policy: lookup, from: "direct:slow", timeout: 50ms, when: [ { is: gold, use: smart } ], otherwise: cheap }
                  broken: { policy: lookup, from: "direct:broken", timeout: 5s, when: [ { is: gold, use: smart } ], otherwise: cheap }
                  absent: { policy: lookup, from: "direct:absent", timeout: 5s, when: [ { is: gold, use: smart } ], otherwise: cheap }
                """;
        try (TestRouter router =
                TestRouter.with(yaml, camel -> camel.configure().addRoutesBuilder(new RouteBuilder() {
                    @Override
                    public void configure() {
                        from("direct:slow").process(exchange -> forever.await());
                        from("direct:broken").throwException(new IllegalStateException("secret"));
                    }
                }))) {
            assertThat(target(router, "slow", "ann")).isEqualTo("cheap");
            assertThat(explained(router, "slow", "ann")).contains("from failed: TimeoutException");
            assertThat(target(router, "broken", "ann")).isEqualTo("cheap");
            assertThat(explained(router, "broken", "ann"))
                    .contains("from failed: IllegalStateException")
                    .doesNotContain("secret");
            long begin = System.nanoTime();
            assertThat(target(router, "absent", "ann")).isEqualTo("cheap");
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(4));
        } finally {
            forever.countDown();
        }
    }

    @Test
    void whoeverWantsTheSameWaitsForOneQuestion() {
        AtomicInteger asked = new AtomicInteger();
        CountDownLatch all = new CountDownLatch(1);
        String yaml = TARGETS
                + """
                  kept: { policy: lookup, from: "direct:plan", key: "${variable.call.user}", timeout: 30s, when: [ { is: gold, use: smart } ], otherwise: cheap }
                  always: { policy: lookup, from: "direct:plan", timeout: 30s, when: [ { is: gold, use: smart } ], otherwise: cheap }
                """;
        try (TestRouter router =
                TestRouter.with(yaml, camel -> camel.configure().addRoutesBuilder(new RouteBuilder() {
                    @Override
                    public void configure() {
                        from("direct:plan").process(exchange -> {
                            asked.incrementAndGet();
                            all.await();
                            exchange.getMessage().setBody("gold");
                        });
                    }
                }))) {
            List<CompletableFuture<String>> calls = IntStream.range(0, 10)
                    .mapToObj(i -> router.startChat(
                                    "{\"model\":\"kept\",\"user\":\"ann\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}")
                            .thenApply(reply ->
                                    reply.headers().firstValue("x-llm-target").orElseThrow()))
                    .toList();
            await().until(() -> asked.get() == 1);
            all.countDown();
            assertThat(calls).extracting(CompletableFuture::join).containsOnly("smart");
            assertThat(asked).hasValue(1);
            target(router, "kept", "bob");
            assertThat(asked).as("another key").hasValue(2);
            target(router, "always", "ann");
            target(router, "always", "ann");
            assertThat(asked).as("without a key nothing is kept").hasValue(4);
        }
    }

    @Test
    void anAnswerThatComesTooLateIsThereForTheNext() {
        CountDownLatch late = new CountDownLatch(1);
        String yaml = TARGETS
                + """
                  late: { policy: lookup, from: "direct:late", key: "${variable.call.user}", timeout: 100ms, when: [ { is: gold, use: smart } ], otherwise: cheap }
                """;
        try (TestRouter router =
                TestRouter.with(yaml, camel -> camel.configure().addRoutesBuilder(new RouteBuilder() {
                    @Override
                    public void configure() {
                        from("direct:late")
                                .process(LookupPolicyTest::pass)
                                .process(exchange -> late.await())
                                .setBody(constant("gold"));
                    }
                }))) {
            assertThat(target(router, "late", "ann")).isEqualTo("cheap");
            late.countDown();
            await().until(() -> target(router, "late", "ann").equals("smart"));
        }
    }

    private static void pass(Exchange exchange) {
        assertThat(exchange.getMessage().getBody(String.class)).isEqualTo("Hi");
    }

    @Test
    void mistakesAreNamedAtTheStart() {
        refused("nosuch:x", "x.from: needs the component nosuch, which is not on the class path");
        refused("plans", "x.from: is no address of a Camel endpoint");
        refused("sql:select 1?dataSource=#nobody", "x.from: is refused by the component sql");
        refused("sql:select plan from customers where id = '${variable.call.user}'", "x.from: can have ${...} only");
        refused("http://${variable.call.user}/plan", "x.from: can have ${...} only");
        refused("http://127.0.0.1/${variable.call.usr}", "x.from: asks for usr, which a call does not know");
    }

    private static void refused(String from, String why) {
        String yaml = TARGETS + "  x: { policy: lookup, from: \"" + from
                + "\", when: [ { is: gold, use: smart } ], otherwise: cheap }\n";
        assertThatThrownBy(() -> TestRouter.with(yaml)).hasStackTraceContaining(why);
    }
}
