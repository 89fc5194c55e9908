package dev.llmrouter.route;

import static dev.llmrouter.fixture.FakeOpenAi.after;
import static dev.llmrouter.fixture.FakeOpenAi.answering;
import static dev.llmrouter.fixture.FakeOpenAi.completion;
import static dev.llmrouter.fixture.FakeOpenAi.held;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmrouter.fixture.FakeOpenAi;
import dev.llmrouter.fixture.FreePort;
import dev.llmrouter.fixture.JmsCaller;
import dev.llmrouter.fixture.OtherBroker;
import dev.llmrouter.fixture.OtherRouter;
import dev.llmrouter.fixture.Postgres;
import jakarta.jms.Message;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A router that is killed while it answers messages, and the broker in it as well. More kills with {@code -Dkills=50}; with
 * {@code -Damqp=true} the broker is another program, and lives on.
 */
class JmsKilledTest {

    private static final int KILLS = Integer.getInteger("kills", 2);
    private static final int MESSAGES = Integer.getInteger("messages", 200);
    private static final boolean IS_AMQP = Boolean.getBoolean("amqp");
    private static final int CONSUMERS = 8;
    private static final int LATE_MILLIS = 40;
    private static final long SEED = Long.getLong("seed", 7);
    private static final Pattern ASKED = Pattern.compile("call-\\d+");

    @TempDir
    private Path folder = Path.of(".");

    @Test
    void everyMessageIsAnsweredOnceAndTheLedgerKnowsWhatTheProviderWasAsked() throws Exception {
        Random random = new Random(SEED);
        int port = FreePort.any();
        Map<String, Integer> replies = new HashMap<>();
        Set<String> ids = new HashSet<>();
        String broker = IS_AMQP ? "broker: \"amqp://127.0.0.1:" + port + "\"" : "port: " + port;
        List<OtherBroker> elsewhere = IS_AMQP ? List.of(new OtherBroker(folder.resolve("broker"), port)) : List.of();
        try (FakeOpenAi model = answering(after(LATE_MILLIS, completion("Hi")))) {
            String config =
                    """
                providers:
                  up: { type: openai, baseUrl: "%s" }
                targets:
                  m: { provider: up, model: a, price: { input: 1, output: 2 } }
                channels:
                  jms: { %s, model: m, consumers: %d }
                """
                            .formatted(model.baseUrl(), broker, CONSUMERS);
            OtherRouter router = new OtherRouter(folder, config);
            try (JmsCaller caller = new JmsCaller(port)) {
                for (int i = 0; i < MESSAGES; i++) {
                    ids.add(caller.send("call-" + i, "LlmCallId", "call-" + i));
                }
            }
            int inTheMiddle = 0;
            for (int kill = 0; kill < KILLS; kill++) {
                int until = model.received().size() + 1 + random.nextInt(MESSAGES / (KILLS + 1));
                await().pollInterval(Duration.ofMillis(1 + random.nextInt(7)))
                        .atMost(Duration.ofSeconds(60))
                        .until(() -> model.received().size() >= Math.min(until, MESSAGES)
                                && (model.open() > 0 || model.received().size() >= MESSAGES));
                inTheMiddle += model.open() > 0 ? 1 : 0;
                router.kill();
                router = new OtherRouter(folder, config);
            }
            assertThat(inTheMiddle).isPositive();
            try (JmsCaller caller = new JmsCaller(port)) {
                while (replies.size() < MESSAGES) {
                    Message reply = caller.take("llm.replies", 30_000);
                    assertThat(reply)
                            .as("%d of %d are lost", MESSAGES - replies.size(), MESSAGES)
                            .isNotNull();
                    replies.merge(reply.getJMSCorrelationID(), 1, Integer::sum);
                }
                assertThat(caller.take("llm.replies", 500)).isNull();
                assertThat(caller.seen("llm.requests")).isEmpty();
                assertThat(caller.seen("llm.dead")).isEmpty();
            }
            assertThat(replies.keySet()).isEqualTo(ids);
            assertThat(replies.values()).containsOnly(1);
            Map<String, Integer> asked = asked(model);
            OtherRouter last = router;
            await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertBooked(rows(last), asked));
            int paidTwice = model.received().size() - MESSAGES;
            assertThat(paidTwice).isBetween(0, KILLS * CONSUMERS);
            System.out.println(KILLS + " kills, " + inTheMiddle + " in the middle: " + MESSAGES + " messages, "
                    + model.received().size() + " asked, of which " + paidTwice + " again");
            router.close();
        } finally {
            elsewhere.forEach(OtherBroker::close);
        }
    }

    @Test
    void aMessageWhoseRouterWasKilledIsAskedAgainAtOnceAlsoWhereReplicasShareTheAnswers() throws Exception {
        int port = FreePort.any();
        try (Postgres postgres = Postgres.start("messages of a killed router");
                FakeOpenAi model = answering(held(new CompletableFuture<>(), completion("never")), completion("Hi"))) {
            String config =
                    """
                providers: { up: { type: openai, baseUrl: "%s" } }
                targets: { m: { provider: up, model: a } }
                store: { url: "%s", user: "%s" }
                channels: { jms: { port: %d, model: m } }
                """
                            .formatted(model.baseUrl(), postgres.url(), postgres.user(), port);
            OtherRouter killed = new OtherRouter(folder, config);
            String id;
            try (JmsCaller caller = new JmsCaller(port)) {
                id = caller.send("Hello", "IdempotencyKey", "one");
                await().atMost(Duration.ofSeconds(20)).until(() -> model.open() == 1);
            }
            killed.kill();
            try (OtherRouter next = new OtherRouter(folder, config);
                    JmsCaller caller = new JmsCaller(port)) {
                Message reply = caller.take("llm.replies", 15_000);
                assertThat(reply).as(next.printed()).isNotNull();
                assertThat(reply.getJMSCorrelationID()).isEqualTo(id);
                assertThat(reply.propertyExists("LlmRepeated")).isFalse();
            }
        }
    }

    private static Map<String, Integer> asked(FakeOpenAi model) {
        Map<String, Integer> asked = new HashMap<>();
        for (FakeOpenAi.Received received : model.received()) {
            Matcher call = ASKED.matcher(received.body());
            assertThat(call.find()).isTrue();
            asked.merge(call.group(), 1, Integer::sum);
        }
        return asked;
    }

    private static List<JsonNode> rows(OtherRouter router) {
        return router.get("/admin/ledger?format=jsonl&limit=100000")
                .lines()
                .map(Caller::tree)
                .toList();
    }

    /** What was begun and is unknown may have been asked or not; all else is as the provider has it. */
    private static void assertBooked(List<JsonNode> rows, Map<String, Integer> asked) {
        Map<String, Integer> known = new HashMap<>();
        Map<String, Integer> unknown = new HashMap<>();
        for (JsonNode row : rows) {
            (row.path("outcome").asText().equals("ok") ? known : unknown)
                    .merge(row.path("call").asText(), 1, Integer::sum);
        }
        asked.forEach((call, times) -> assertThat(times)
                .as(call)
                .isBetween(known.getOrDefault(call, 0), known.getOrDefault(call, 0) + unknown.getOrDefault(call, 0)));
        assertThat(unknown.values().stream().mapToInt(Integer::intValue).sum()).isLessThanOrEqualTo(KILLS * CONSUMERS);
    }
}
