package dev.llmrouter.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmrouter.fixture.BillingServer;
import dev.llmrouter.fixture.BillingServer.Item;
import dev.llmrouter.fixture.Postgres;
import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;

/**
 * The provider's bill against the ledger, call by call: whole replies and streams, failures, retries, hedges, repeats, and
 * callers who leave. With {@code -Dbill=50000} so many calls; prints the sums.
 */
class BillTest {

    private static final int CALLS = Integer.getInteger("bill", 600);
    private static final int CALLS_ON_POSTGRESQL = Integer.getInteger("bill", 160);

    /** The rows of one call: how many, what they cost, and whether one of them is an estimate. */
    private record Rows(int count, long nanos, boolean isEstimated) {

        static final Rows NONE = new Rows(0, 0, false);

        Rows plus(JsonNode row) {
            long cost = row.path("usd").decimalValue().movePointRight(9).longValueExact();
            return new Rows(
                    count + 1,
                    nanos + cost,
                    isEstimated || row.path("estimated").asBoolean());
        }
    }

    private static String config(BillingServer bill, String store) {
        return """
            providers:
              up: { type: openai, baseUrl: "%s" }
            targets:
              a: { provider: up, model: a, price: %s, breaker: { failureRate: 100 } }
              b: { provider: up, model: b, price: %s, breaker: { failureRate: 100 } }
              slow: { provider: up, model: %s, price: %s, breaker: { failureRate: 100 } }
            models:
              ab: { policy: roundRobin, of: [a, b] }
              hedged: { policy: hedged, of: [slow, b], after: 20ms, budget: 100 }
            retries: { attempts: 3, backoff: 1ms }
            store: { always: true%s }
            """
                .formatted(
                        bill.baseUrl(),
                        BillingServer.PRICE,
                        BillingServer.PRICE,
                        BillingServer.SLOW,
                        BillingServer.PRICE,
                        store);
    }

    private static String body(String id, String model, boolean stream, int mostTokens) {
        return "{\"model\":\"" + model + "\",\"stream\":" + stream + ",\"max_tokens\":" + mostTokens
                + ",\"messages\":[{\"role\":\"user\",\"content\":\"call=" + id + " " + "and so on. ".repeat(20)
                + "\"}]}";
    }

    private static CompletableFuture<?> ask(TestRouter router, int number, boolean repeats) {
        String id = "c-" + number;
        return switch (number % 10) {
            case 3 -> router.leaveChat(body(id, "ab", true, BillingServer.LONG), "x-request-id", id);
            case 4 -> router.leaveChat(body(id, "hedged", true, BillingServer.LONG), "x-request-id", id);
            case 5 ->
                repeats
                        ? askTwice(router, id, body(id, "ab", number % 4 == 1, 10))
                        : router.startChat(body(id, "ab", number % 4 == 1, 10), "x-request-id", id);
            case 6, 7 -> router.startChat(body(id, "hedged", number % 4 < 2, 10), "x-request-id", id);
            default -> router.startChat(body(id, "ab", number % 4 < 2, 10), "x-request-id", id);
        };
    }

    private static CompletableFuture<?> askTwice(TestRouter router, String id, String body) {
        String[] headers = {"x-request-id", id, "idempotency-key", "key-" + id};
        return router.startChat(body, headers)
                .thenCompose(first -> askAgain(router, body, headers).thenAccept(second -> {
                    if (first.statusCode() == 200 && !first.body().contains("\"error\"")) {
                        assertThat(second.headers().firstValue("idempotent-replayed"))
                                .as(second.body())
                                .hasValue("true");
                        assertThat(second.body()).isEqualTo(first.body());
                    }
                }));
    }

    /** Until the first answer is kept, which nobody waits for. */
    private static CompletableFuture<HttpResponse<String>> askAgain(TestRouter router, String body, String[] headers) {
        return router.startChat(body, headers)
                .thenCompose(second -> second.statusCode() == 409
                        ? askAgain(router, body, headers)
                        : CompletableFuture.completedFuture(second));
    }

    private static void ask(TestRouter router, int from, int to, boolean repeats) throws InterruptedException {
        Semaphore places = new Semaphore(48);
        List<CompletableFuture<?>> all = new ArrayList<>();
        for (int i = from; i < to; i++) {
            places.acquire();
            all.add(ask(router, i, repeats).whenComplete((answer, thrown) -> places.release()));
        }
        CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).join();
    }

    /** Once nothing goes on any more, anywhere. */
    private static Map<String, Rows> rows(TestRouter router, BillingServer bill) {
        await().atMost(Duration.ofMinutes(2)).until(() -> bill.open() == 0);
        await().atMost(Duration.ofMinutes(2)).untilAsserted(() -> {
            JsonNode health = Caller.tree(router.get("/health").body());
            assertThat(health.at("/store/status").asText()).isEqualTo("up");
            assertThat(health.at("/store/waiting").asInt()).isZero();
            assertThat(router.inFlight("a") + router.inFlight("b") + router.inFlight("slow"))
                    .isZero();
        });
        Map<String, Rows> rows = new TreeMap<>();
        router.get("/admin/ledger?format=jsonl")
                .body()
                .lines()
                .map(Caller::tree)
                .forEach(row -> {
                    assertThat(row.path("outcome").asText()).isNotIn("begun", "unknown");
                    rows.merge(row.path("call").asText(), Rows.NONE.plus(row), (one, other) -> one.plus(row));
                });
        return rows;
    }

    private static long nanos(List<Item> items) {
        return items.stream().mapToLong(Item::nanos).sum();
    }

    private static void assertIsTheBill(TestRouter router, BillingServer bill, String store) {
        Map<String, Rows> ledger = rows(router, bill);
        Map<String, List<Item>> billed = bill.items();
        assertThat(ledger.keySet()).containsAll(billed.keySet());
        long exact = 0;
        long cut = 0;
        long estimated = 0;
        int cuts = 0;
        int attempts = 0;
        for (Map.Entry<String, Rows> call : ledger.entrySet()) {
            Rows rows = call.getValue();
            List<Item> items = billed.getOrDefault(call.getKey(), List.of());
            attempts += rows.count();
            if (rows.isEstimated()) {
                cuts++;
                cut += nanos(items);
                estimated += rows.nanos();
                assertThat(rows.nanos()).as(call.getKey()).isLessThanOrEqualTo(rows.count() * BillingServer.DEAREST);
                // one may be called off before it has reached the provider
                assertThat(rows.count()).as(call.getKey()).isGreaterThanOrEqualTo(items.size());
            } else {
                assertThat(rows.nanos()).as(call + " " + items).isEqualTo(nanos(items));
                assertThat(rows.count()).as(call + " " + items).isEqualTo(items.size());
                assertThat(items).as(call.getKey()).allMatch(Item::isReported);
                exact += rows.nanos();
            }
        }
        long ledgerNanos = exact + estimated;
        System.out.printf(
                "bill on %s: %d calls, %d attempts; billed and booked to the billionth: %s dollars; %d calls with an"
                        + " attempt that was cut off: billed %s, estimated %s%n",
                store, ledger.size(), attempts, dollars(exact), cuts, dollars(cut), dollars(estimated));
        assertThat(cuts).isBetween(ledger.size() / 10, ledger.size() / 2);
        // what a provider wrote and nobody read is unknown here, reasoning above all
        assertThat((double) estimated).isBetween(0.3 * cut, 1.2 * cut);
        assertSums(router, ledgerNanos, attempts);
    }

    private static BigDecimal dollars(long nanos) {
        return BigDecimal.valueOf(nanos, 9);
    }

    private static void assertSums(TestRouter router, long nanos, int attempts) {
        JsonNode total = Caller.tree(router.get("/admin/spend").body()).path("total");
        assertThat(total.path("attempts").asInt()).isEqualTo(attempts);
        assertThat(total.path("usd").decimalValue()).isEqualByComparingTo(dollars(nanos));
        double metered = router.metrics()
                .lines()
                .filter(line -> line.startsWith("llm_cost_usd_total{"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
        // which are not rounded one by one
        assertThat(metered).isCloseTo(nanos / 1e9, within(attempts * 0.5e-9 + 1e-9));
    }

    @Test
    void theLedgerIsTheBill() throws InterruptedException {
        try (BillingServer bill = new BillingServer();
                TestRouter router = TestRouter.with(config(bill, ""))) {
            ask(router, 0, CALLS, true);
            assertIsTheBill(router, bill, "H2");
        }
    }

    @Test
    void theLedgerIsTheBillThoughItsStoreIsDownForAWhile() throws InterruptedException {
        try (Postgres store = Postgres.start("the ledger against the bill, over a store that is down for a while");
                BillingServer bill = new BillingServer()) {
            store.stop();
            String at = ", url: \"" + store.url() + "\", user: " + store.user();
            try (TestRouter router = TestRouter.with(config(bill, at))) {
                ask(router, 0, CALLS_ON_POSTGRESQL / 8, false);
                JsonNode down = Caller.tree(router.get("/health").body());
                assertThat(down.at("/store/status").asText()).isEqualTo("down");
                assertThat(down.at("/store/trouble").asText()).isNotBlank();
                assertThat(down.at("/store/waiting").asInt()).isGreaterThanOrEqualTo(CALLS_ON_POSTGRESQL / 8);
                assertThat(router.get("/health/ready").statusCode()).isEqualTo(200);
                assertThat(router.get("/admin/spend").statusCode()).isEqualTo(503);
                store.start();
                await().until(() -> Caller.tree(router.get("/health").body())
                        .at("/store/status")
                        .asText()
                        .equals("up"));
                ask(router, CALLS_ON_POSTGRESQL / 8, CALLS_ON_POSTGRESQL * 7 / 8, true);
                store.stop();
                ask(router, CALLS_ON_POSTGRESQL * 7 / 8, CALLS_ON_POSTGRESQL, false);
                store.start();
                assertIsTheBill(router, bill, "PostgreSQL");
            }
        }
    }
}
