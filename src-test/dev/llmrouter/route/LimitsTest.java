package dev.llmrouter.route;

import static dev.llmrouter.fixture.FakeOpenAi.answering;
import static dev.llmrouter.fixture.FakeOpenAi.completion;
import static dev.llmrouter.fixture.FakeOpenAi.error;
import static dev.llmrouter.fixture.FakeOpenAi.hang;
import static dev.llmrouter.fixture.FakeOpenAi.heldStream;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.errors.RateLimitException;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import dev.llmrouter.fixture.FakeOpenAi;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Every reply of the fixture uses 10 tokens. */
class LimitsTest {

    private final FakeOpenAi first = answering(completion("first"));
    private final FakeOpenAi second = answering(completion("second"));
    private @Nullable TestRouter started;

    private void limit(String tenants) {
        started = TestRouter.with(
                """
            retries: { count: 0 }
            providers:
              one: { type: openai, baseUrl: "%s" }
              two: { type: openai, baseUrl: "%s" }
            targets:
              a: { provider: one, model: m1 }
              b: { provider: two, model: m2 }
            models:
              both: { of: [ a, b ] }
            %s
            """
                        .formatted(first.baseUrl(), second.baseUrl(), tenants),
                ShownIdentity::bind);
    }

    private TestRouter router() {
        return Objects.requireNonNull(started);
    }

    @AfterEach
    void stop() {
        router().close();
        first.close();
        second.close();
    }

    private static String question(String more) {
        return "{\"model\":\"both\"" + more + ",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";
    }

    private HttpResponse<String> ask(String caller) {
        return router().chat(question(""), ShownIdentity.HEADER, caller);
    }

    private static int asLong(HttpResponse<String> response, String header) {
        return Integer.parseInt(response.headers().firstValue(header).orElseThrow());
    }

    private static void assertRefused(HttpResponse<String> response, String sentence) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(429);
        assertThat(response.body()).contains(sentence).contains("rate_limit_exceeded");
    }

    @Test
    void whoeverHasNoLimitsSeesNothingOfThem() {
        limit("tenants: { acme: {}, other: { requestsPerMinute: 1 } }");
        HttpResponse<String> response = ask("acme");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().map()).doesNotContainKey("x-ratelimit-limit-requests");
    }

    @Test
    void whoHasHadItsCallsIsToldSoAndWhenToComeBack() {
        limit("tenants: { acme: { requestsPerMinute: 2 } }");
        assertThat(asLong(ask("acme"), "x-ratelimit-remaining-requests")).isEqualTo(1);
        assertThat(asLong(ask("acme"), "x-ratelimit-remaining-requests")).isZero();
        HttpResponse<String> refused = ask("acme");
        assertRefused(refused, "The tenant 'acme' may make 2 calls a minute.");
        assertThat(asLong(refused, "retry-after")).isBetween(1, 30);
        assertThat(asLong(refused, "x-ratelimit-limit-requests")).isEqualTo(2);
        assertThat(refused.headers().firstValue("x-ratelimit-reset-requests").orElseThrow())
                .matches("(1m0s|\\d\\d(\\.\\d+)?s)");
        assertThat(first.received()).hasSize(2);
        assertThat(router().metrics()).contains("outcome=\"rate_limit_exceeded\"");
    }

    @Test
    void limitsHoldOnEveryLevel() {
        limit(
                """
            organizations: { group: { requestsPerMinute: 4 } }
            tenants:
              acme: { organization: group, requestsPerMinute: 3, perUser: { requestsPerMinute: 2 } }
              other: { organization: group }
            """);
        assertThat(ask("group:acme:ann").statusCode()).isEqualTo(200);
        assertThat(ask("group:acme:ann").statusCode()).isEqualTo(200);
        assertRefused(ask("group:acme:ann"), "The user 'acme/ann' may make 2 calls a minute.");
        assertThat(ask("group:acme:bob").statusCode()).isEqualTo(200);
        assertRefused(ask("group:acme:bob"), "The tenant 'acme' may make 3 calls a minute.");
        assertThat(ask("group:other:eve").statusCode()).isEqualTo(200);
        assertRefused(ask("group:other:eve"), "The organization 'group' may make 4 calls a minute.");
    }

    @Test
    void dearModelsHaveLimitsOfTheirOwn() {
        limit(
                "tenants: { acme: { requestsPerMinute: 5, modelLimits: [ { models: [ \"b*\" ], requestsPerMinute: 1 } ] } }");
        HttpResponse<String> dear = ask("acme");
        assertThat(asLong(dear, "x-ratelimit-limit-requests")).isEqualTo(1);
        assertThat(asLong(dear, "x-ratelimit-remaining-requests")).isZero();
        HttpResponse<String> refused = ask("acme");
        assertRefused(refused, "The tenant 'acme' may make 1 calls a minute of b*.");
        assertThat(asLong(refused, "x-ratelimit-limit-requests")).isEqualTo(1);
        HttpResponse<String> cheap = askFor("\"a\"");
        assertThat(cheap.statusCode()).isEqualTo(200);
        assertThat(asLong(cheap, "x-ratelimit-limit-requests")).isEqualTo(5);
        assertThat(asLong(cheap, "x-ratelimit-remaining-requests")).isEqualTo(3);
    }

    @Test
    void noOtherWayOfAskingForAModelIsAWayAroundItsLimit() {
        limit("tenants: { acme: { modelLimits: [ { models: [ both, \"one/*\" ], requestsPerMinute: 1 } ] } }");
        assertThat(askFor("\"a\",\"models\":[\"both\"]").statusCode()).isEqualTo(200);
        for (String way : List.of(
                "\"both\"", "\"both:floor\"", "\"both:nitro\"", "\"a\",\"models\":[\"both:nitro\"]", "\"one/x\"")) {
            assertRefused(askFor(way), "may make 1 calls a minute of both, one/*.");
        }
        assertThat(askFor("\"a\"").statusCode()).isEqualTo(200);
        assertThat(askFor("\"two/m2\"").statusCode()).isEqualTo(200);
    }

    @Test
    void ofSomeModelsUsersAndOrganizationsMayAskLessAsWell() {
        limit(
                """
            organizations: { group: { modelLimits: [ { models: [ a ], requestsPerMinute: 2 } ] } }
            tenants:
              acme: { organization: group, perUser: { modelLimits: [ { models: [ a ], requestsPerMinute: 1 } ] } }
            """);
        assertThat(askFor("\"a\"", "group:acme:ann").statusCode()).isEqualTo(200);
        assertRefused(askFor("\"a\"", "group:acme:ann"), "The user 'acme/ann' may make 1 calls a minute of a.");
        assertThat(askFor("\"a\"", "group:acme:bob").statusCode()).isEqualTo(200);
        assertRefused(askFor("\"a\"", "group:acme:eve"), "The organization 'group' may make 2 calls a minute of a.");
        assertThat(askFor("\"b\"", "group:acme:eve").statusCode()).isEqualTo(200);
    }

    private HttpResponse<String> askFor(String model) {
        return askFor(model, "acme");
    }

    private HttpResponse<String> askFor(String model, String caller) {
        return router().chat(question("").replace("\"both\"", model), ShownIdentity.HEADER, caller);
    }

    @Test
    void tokensAreReservedAndThenWhatWasUsedCounts() {
        limit("tenants: { acme: { tokensPerMinute: 100 } }");
        String large = question(",\"max_tokens\":80");
        HttpResponse<String> made = router().chat(large, ShownIdentity.HEADER, "acme");
        assertThat(asLong(made, "x-ratelimit-remaining-tokens")).isBetween(1, 20);
        await().untilAsserted(() -> {
            HttpResponse<String> next = router().chat(large, ShownIdentity.HEADER, "acme");
            assertThat(next.statusCode()).isEqualTo(200);
        });
        for (int i = 0; i < 9; i++) {
            router().chat(question(",\"max_tokens\":1"), ShownIdentity.HEADER, "acme");
        }
        assertRefused(
                router().chat(large, ShownIdentity.HEADER, "acme"), "The tenant 'acme' may use 100 tokens a minute.");
    }

    @Test
    void aCallThatFailsUsesNoTokensAndOneThatFailsOverCountsOnce() {
        limit("tenants: { acme: { tokensPerMinute: 100, requestsPerMinute: 100 } }");
        first.nowAnswering(error(500, "no"));
        HttpResponse<String> over = router().chat(question(",\"max_tokens\":80"), ShownIdentity.HEADER, "acme");
        assertThat(over.headers().firstValue("x-llm-target")).hasValue("b");
        assertThat(asLong(over, "x-ratelimit-remaining-requests")).isEqualTo(99);
        // what it really used is 10
        String most = question(",\"max_tokens\":60");
        second.nowAnswering(error(400, "no"));
        for (int i = 0; i < 3; i++) {
            await().untilAsserted(() -> assertThat(
                            router().chat(most, ShownIdentity.HEADER, "acme").statusCode())
                    .isEqualTo(400));
        }
    }

    @Test
    void aStreamKeepsItsSeatUntilItEnds() {
        limit("tenants: { acme: { concurrentRequests: 1 } }");
        CompletableFuture<Void> end = new CompletableFuture<>();
        first.nowAnswering(heldStream(FakeOpenAi.chunk("Hi"), end, FakeOpenAi.finish(), FakeOpenAi.done()));
        CompletableFuture<HttpResponse<String>> held =
                router().startChat(question(",\"stream\":true"), ShownIdentity.HEADER, "acme");
        await().until(() -> router().inFlight("a") == 1);
        HttpResponse<String> refused = ask("acme");
        assertRefused(refused, "The tenant 'acme' may have 1 calls at one time.");
        assertThat(asLong(refused, "retry-after")).isEqualTo(1);
        end.complete(null);
        assertThat(held.join().body()).contains("[DONE]");
        first.nowAnswering(completion("first"));
        await().untilAsserted(() -> assertThat(ask("acme").statusCode()).isEqualTo(200));
    }

    @Test
    void whoLeavesGivesItsSeatBack() {
        limit("tenants: { acme: { concurrentRequests: 1 } }");
        first.nowAnswering(hang());
        CompletableFuture<HttpResponse<String>> left = router().startChat(question(""), ShownIdentity.HEADER, "acme");
        await().until(() -> router().inFlight("a") == 1);
        left.cancel(true);
        await().until(() -> first.aborted() == 1);
        first.nowAnswering(completion("first"));
        await().untilAsserted(() -> assertThat(ask("acme").statusCode()).isEqualTo(200));
    }

    @Test
    void failuresOfEverySortGiveTheirSeatsBack() {
        limit("tenants: { acme: { concurrentRequests: 1 } }");
        first.nowAnswering(error(400, "no"));
        for (int i = 0; i < 3; i++) {
            await().untilAsserted(() -> assertThat(ask("acme").statusCode()).isEqualTo(400));
            await().untilAsserted(() -> assertThat(
                            router().chat(question("").replace("both", "none"), ShownIdentity.HEADER, "acme")
                                    .statusCode())
                    .isEqualTo(404));
        }
    }

    @Test
    void ofManyAtOnceExactlyAsManyAreMadeAsMayBe() {
        limit("tenants: { acme: { requestsPerMinute: 40 } }");
        List<CompletableFuture<HttpResponse<String>>> all = IntStream.range(0, 120)
                .mapToObj(i -> router().startChat(question(""), ShownIdentity.HEADER, "acme"))
                .toList();
        long made = all.stream().filter(one -> one.join().statusCode() == 200).count();
        // one flows in every 1.5 seconds
        assertThat(made).isBetween(40L, 44L);
        assertThat(first.received()).hasSize((int) made);
    }

    @Test
    void officialClientsUnderstandIt() {
        limit("tenants: { acme: { requestsPerMinute: 1 } }");
        OpenAIClient client = OpenAIOkHttpClient.builder()
                .baseUrl(router().url())
                .apiKey("none")
                .maxRetries(0)
                .putHeader(ShownIdentity.HEADER, "acme")
                .build();
        ChatCompletionCreateParams question = ChatCompletionCreateParams.builder()
                .model("both")
                .addUserMessage("Hello")
                .build();
        try (var response = client.chat().completions().withRawResponse().create(question)) {
            assertThat(response.headers().values("x-ratelimit-remaining-requests"))
                    .containsExactly("0");
        }
        assertThatThrownBy(() -> client.chat().completions().create(question))
                .isInstanceOfSatisfying(RateLimitException.class, refused -> {
                    assertThat(refused.code()).hasValue("rate_limit_exceeded");
                    assertThat(refused.headers().values("retry-after")).hasSize(1);
                });
    }
}
