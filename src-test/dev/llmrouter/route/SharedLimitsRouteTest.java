package dev.llmrouter.route;

import static dev.llmrouter.fixture.FakeOpenAi.answering;
import static dev.llmrouter.fixture.FakeOpenAi.completion;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.llmrouter.fixture.FakeOpenAi;
import dev.llmrouter.fixture.Redis;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Two routers with one real Redis. */
class SharedLimitsRouteTest {

    private static TestRouter router(FakeOpenAi model, Redis redis) {
        return TestRouter.with(
                """
            providers:
              up: { type: openai, baseUrl: "%s" }
            targets:
              m: { provider: up, model: upstream-model }
            tenants:
              acme: { requestsPerMinute: 300 }
              other: { requestsPerMinute: 300 }
              dear: { requestsPerMinute: 300, modelLimits: [ { models: [ "m*" ], requestsPerMinute: 2 } ] }
            store: { redis: "%s", redisPrefix: "{eu}:" }
            """
                        .formatted(model.baseUrl(), redis.url()),
                ShownIdentity::bind);
    }

    private static int ask(TestRouter router) {
        return start(router, "other").join().statusCode();
    }

    private static CompletableFuture<HttpResponse<String>> start(TestRouter router, String tenant) {
        return router.startChat(
                "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}",
                ShownIdentity.HEADER,
                tenant);
    }

    @Test
    void limitsHoldForBothTogetherAndWithoutTheRedisNobodyIsTurnedAwayForThat() {
        try (Redis redis = Redis.started();
                FakeOpenAi model = answering(completion("yes"));
                TestRouter one = router(model, redis);
                TestRouter two = router(model, redis)) {
            long begin = System.nanoTime();
            long made = 0;
            for (int i = 0; i < 8; i++) {
                made += made(one, two);
            }
            double allowed = 300 + 300 * (System.nanoTime() - begin) / (double) TimeUnit.MINUTES.toNanos(1);
            assertThat((double) made).isBetween(0.99 * 300, allowed);
            assertThat(one.get("/health").body()).contains("\"redis\":\"up\"");
            assertThat(Stream.of(one, two, one, two)
                            .map(router -> start(router, "dear").join().statusCode()))
                    .containsExactly(200, 200, 429, 429);
            assertThat(redis.keys()).hasSizeGreaterThan(3).allMatch(key -> key.startsWith("{eu}:"));

            redis.stop();
            assertThat(ask(one)).isEqualTo(200);
            assertThat(one.get("/health").body()).contains("\"redis\":\"down\"");
            assertThat(one.get("/health").statusCode()).isEqualTo(200);

            redis.start();
            await().untilAsserted(() -> assertThat(one.get("/health").body()).contains("\"redis\":\"up\""));
            assertThat(ask(one)).isEqualTo(200);
        }
    }

    /** Of 30 at each. */
    private static long made(TestRouter one, TestRouter two) {
        List<CompletableFuture<HttpResponse<String>>> all = IntStream.range(0, 60)
                .mapToObj(i -> start(i % 2 == 0 ? one : two, "acme"))
                .toList();
        return all.stream().filter(call -> call.join().statusCode() == 200).count();
    }
}
