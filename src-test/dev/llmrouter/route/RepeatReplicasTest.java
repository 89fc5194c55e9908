package dev.llmrouter.route;

import static dev.llmrouter.fixture.FakeOpenAi.answering;
import static dev.llmrouter.fixture.FakeOpenAi.completion;
import static dev.llmrouter.fixture.FakeOpenAi.error;
import static dev.llmrouter.fixture.FakeOpenAi.held;
import static dev.llmrouter.fixture.FakeOpenAi.streamOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.llmrouter.fixture.FakeOpenAi;
import dev.llmrouter.fixture.Postgres;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The same request at two routers that share a database. */
class RepeatReplicasTest {

    private static final String KEY = "sk-acme-0123456789";

    @BeforeAll
    static void setKey() {
        System.setProperty("test.repeats.key", KEY);
    }

    @AfterAll
    static void clearKey() {
        System.clearProperty("test.repeats.key");
    }

    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    abstract static class TwoRouters {

        private final FakeOpenAi model = answering(completion("first"));
        private final List<TestRouter> routers = new ArrayList<>();
        private String key = "";

        /** The URL and the user of a database that both can reach. */
        abstract List<String> database();

        /** Nobody uses it any more. */
        void closeDatabase() {}

        @BeforeAll
        void start() {
            List<String> database = database();
            for (int i = 0; i < 2; i++) {
                routers.add(TestRouter.with(
                                """
                        retries: { count: 0 }
                        providers: { up: { type: openai, baseUrl: "%s" } }
                        targets:
                          m: { provider: up, model: m, price: { input: 1, output: 1 }, breaker: { window: 99, minimumCalls: 99 } }
                        tenants:
                          acme: { keys: [ "{{sys:test.repeats.key}}" ] }
                        store: { url: "%s", user: "%s" }
                        """
                                        .formatted(model.baseUrl(), database.get(0), database.get(1)))
                        .showing(KEY));
            }
        }

        @AfterAll
        void stop() {
            routers.forEach(TestRouter::close);
            closeDatabase();
            model.close();
        }

        @BeforeEach
        void asNew() {
            model.nowAnswering(completion("first"), completion("second"))
                    .received()
                    .clear();
            key = UUID.randomUUID().toString();
        }

        private CompletableFuture<HttpResponse<String>> ask(int router, boolean stream) {
            return routers.get(router)
                    .startChat(
                            "{\"model\":\"m\",\"stream\":" + stream
                                    + ",\"metadata\":{\"run\":\"" + key
                                    + "\"},\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}",
                            "idempotency-key",
                            key);
        }

        /** How many attempts of this test are booked, by either. */
        private long booked() {
            return routers.get(0)
                    .get("/admin/ledger?format=jsonl")
                    .body()
                    .lines()
                    .filter(line -> line.contains(key))
                    .count();
        }

        private void assertSame(HttpResponse<String> again, HttpResponse<String> before) {
            assertThat(before.statusCode()).as(before.body()).isEqualTo(200);
            assertThat(again.headers().firstValue("idempotent-replayed"))
                    .as(again.body())
                    .hasValue("true");
            assertThat(again.body()).isEqualTo(before.body());
            assertThat(again.headers().firstValue("x-llm-target")).hasValue("m");
        }

        @Test
        void isAnsweredOnceAndChargedOnce() {
            HttpResponse<String> before = ask(0, false).join();
            assertSame(ask(1, false).join(), before);
            assertSame(ask(0, false).join(), before);
            assertThat(model.received()).hasSize(1);
            await().until(() -> booked() >= 1);
            assertThat(booked()).isEqualTo(1);
        }

        @Test
        void isStreamedWithTheSameEvents() {
            model.nowAnswering(streamOf("one ", "two"));
            HttpResponse<String> before = ask(0, true).join();
            assertThat(before.body()).contains("one ", "two", "[DONE]");
            assertSame(ask(1, true).join(), before);
            assertThat(model.received()).hasSize(1);
        }

        @Test
        void waitsForTheOtherRouter() {
            CompletableFuture<Void> end = new CompletableFuture<>();
            model.nowAnswering(held(end, completion("first")), completion("other"));
            var first = ask(0, false);
            await().until(() -> model.open() == 1);
            var here = ask(0, false);
            var there = List.of(ask(1, false), ask(1, false));
            assertThat(routers.get(1).ask("m").statusCode())
                    .as("of another key")
                    .isEqualTo(200);
            end.complete(null);
            assertSame(here.join(), first.join());
            assertThat(there).allSatisfy(repeat -> assertSame(repeat.join(), first.join()));
            assertThat(model.received()).hasSize(2);
        }

        @Test
        void isMadeAgainAtTheOtherOneWhereItFailed() {
            CompletableFuture<Void> end = new CompletableFuture<>();
            model.nowAnswering(held(end, error(500, "no")), completion("now"));
            var first = ask(0, false);
            await().until(() -> model.open() == 1);
            var there = ask(1, false);
            end.complete(null);
            assertThat(first.join().statusCode()).isBetween(500, 503);
            assertThat(there.join().body()).contains("now");
            assertSame(ask(0, false).join(), there.join());
            assertThat(model.received()).hasSize(2);
        }
    }

    @Nested
    class OnH2 extends TwoRouters {

        @Override
        List<String> database() {
            return List.of("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", "sa");
        }
    }

    @Nested
    class OnPostgres extends TwoRouters {

        private @Nullable Postgres server;

        @Override
        List<String> database() {
            Postgres started = Postgres.start("repeats at two replicas");
            server = started;
            return List.of(started.url(), started.user());
        }

        @Override
        void closeDatabase() {
            if (server != null) {
                server.close();
            }
        }
    }
}
