package dev.llmrouter.route;

import static dev.llmrouter.fixture.FakeOpenAi.answering;
import static dev.llmrouter.fixture.FakeOpenAi.completion;
import static dev.llmrouter.fixture.FakeOpenAi.error;
import static dev.llmrouter.fixture.FakeOpenAi.streamOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.llmrouter.fixture.FakeOpenAi;
import dev.llmrouter.fixture.FreePort;
import dev.llmrouter.fixture.JmsCaller;
import jakarta.jms.JMSException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who may only spend so much. The fixture bills 10 tokens for every call, which is a cent at the dear target. */
class BudgetTest {

    private final FakeOpenAi up = answering(completion("Hello there"));
    private final HttpClient client = HttpClient.newHttpClient();

    @BeforeEach
    void setKey() {
        System.setProperty("test.budget.key", "sk-acme-0123456789");
    }

    @AfterEach
    void stop() {
        System.clearProperty("test.budget.key");
        up.close();
    }

    private TestRouter router(String budget) {
        return TestRouter.with(
                """
                providers: { up: { type: openai, baseUrl: "%s" } }
                targets:
                  dear:  { provider: up, model: d, price: { input: 1000, output: 1000 } }
                  cheap: { provider: up, model: c, price: { input: 1, output: 1 } }
                models: { both: { of: [ dear, cheap ] } }
                tenants:
                  acme: { keys: [ "{{sys:test.budget.key}}" ], %s }
                """
                        .formatted(up.baseUrl(), budget));
    }

    private HttpRequest request(TestRouter router, String model, int maxTokens, boolean stream) {
        return HttpRequest.newBuilder(URI.create(router.url() + "/chat/completions"))
                .header("content-type", "application/json")
                .header("authorization", "Bearer sk-acme-0123456789")
                .POST(HttpRequest.BodyPublishers.ofString("{\"model\":\"" + model + "\",\"stream\":" + stream
                        + ",\"max_tokens\":" + maxTokens
                        + ",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}"))
                .build();
    }

    private HttpResponse<String> ask(TestRouter router, String model, int maxTokens) {
        return client.sendAsync(request(router, model, maxTokens, false), HttpResponse.BodyHandlers.ofString())
                .join();
    }

    @Test
    void whoHasSpentItAllIsRefusedWith402AndToldWhenTheNextBegins() {
        try (TestRouter router = router("budget: { usd: 0.02, per: day }")) {
            assertThat(ask(router, "cheap", 10).statusCode()).isEqualTo(200);
            HttpResponse<String> tooDear = ask(router, "dear", 10);
            assertThat(tooDear.statusCode()).isEqualTo(402);
            assertThat(tooDear.body()).contains("budget_exceeded", "tenant:acme", "max_tokens");
        }
    }

    @Test
    void callsThatComeAtOnceNeverSpendMoreThanThereIs() {
        // each reserves some 0.26 dollars
        try (TestRouter router = router("budget: { usd: 1, per: total }")) {
            List<CompletableFuture<HttpResponse<String>>> calls = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                calls.add(client.sendAsync(request(router, "dear", 12, false), HttpResponse.BodyHandlers.ofString()));
            }
            long answered = calls.stream()
                    .map(CompletableFuture::join)
                    .filter(answer -> answer.statusCode() == 200)
                    .count();
            assertThat(answered).isBetween(1L, 100L);
            assertThat(up.received()).hasSize((int) answered);
        }
    }

    @Test
    void whatAFailedCallReservedIsThereAgain() {
        try (TestRouter router = router("budget: { usd: 0.3, per: month }")) {
            up.nowAnswering(error(500, "trouble"));
            assertThat(ask(router, "dear", 10).statusCode()).isEqualTo(502);
            up.nowAnswering(completion("Hello there"));
            assertThat(ask(router, "dear", 10).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void aCheaperTargetAnswersWhereTheDearOneDoesNotFitIn() {
        try (TestRouter router = router("budget: { usd: 0.01, per: month }")) {
            HttpResponse<String> answer = ask(router, "both", 10);
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().firstValue("x-llm-target")).contains("cheap");
        }
    }

    @Test
    void aBudgetThatIsNotHardLeadsToTheModelItNames() {
        try (TestRouter router = router("budget: { usd: 0.02, per: month, hard: false, then: cheap }")) {
            assertThat(ask(router, "dear", 10).headers().firstValue("x-llm-target"))
                    .contains("dear");
            await().until(() -> ask(router, "dear", 10)
                    .headers()
                    .firstValue("x-llm-target")
                    .filter("cheap"::equals)
                    .isPresent());
        }
    }

    @Test
    void aBudgetThatIsNotHardIsOverspentByOneCallAtMostWhereOneComesAfterTheOther() {
        try (TestRouter router = router("budget: { usd: 0.05, per: month, hard: false, then: cheap }")) {
            List<String> targets = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                targets.add(ask(router, "dear", 10)
                        .headers()
                        .firstValue("x-llm-target")
                        .orElseThrow());
            }
            assertThat(targets.stream().filter("dear"::equals)).hasSizeBetween(5, 6);
            assertThat(targets.subList(6, 20)).containsOnly("cheap");
        }
    }

    @Test
    void oneThatIsHardHoldsBesideOneThatIsNot() {
        try (TestRouter router = router("budgets: [ { usd: 0.02, hard: false, then: cheap }, { usd: 0.05 } ]")) {
            assertThat(ask(router, "dear", 10).statusCode()).isEqualTo(402);
            assertThat(ask(router, "cheap", 10).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void whoeverIsToKnowIsToldThatABudgetIsNearlySpentAndThatItIs() {
        try (FakeOpenAi hook = answering(completion("thanks"));
                TestRouter router = router("budget: { usd: 0.02, per: month, hard: false, warnAt: 0.5 } }\n"
                        + "alerts: [ \"" + hook.baseUrl() + "\" ]\nlabels: { x: {}")) {
            assertThat(ask(router, "dear", 10).statusCode()).isEqualTo(200);
            await().until(() -> hook.received().size() == 1);
            assertThat(ask(router, "dear", 10).statusCode()).isEqualTo(200);
            await().until(() -> hook.received().size() == 2);
            assertThat(hook.received().toString()).contains("budget_warning", "budget_spent", "tenant:acme");
        }
    }

    @Test
    void itMayBeToldByAMessage() throws JMSException {
        int port = FreePort.any();
        try (TestRouter router = router("budget: { usd: 0.02, per: month, hard: false, warnAt: 0.5 } }\n"
                        + "alerts: [ \"llm-jms:queue:alerts\" ]\nchannels: { jms: { port: " + port + " } }\n"
                        + "labels: { x: {}");
                JmsCaller told = new JmsCaller(port)) {
            assertThat(ask(router, "dear", 10).statusCode()).isEqualTo(200);
            assertThat(told.take("alerts").getBody(String.class)).contains("budget_warning", "tenant:acme");
        }
    }

    /** Not all of them have place at once: what one has reserved is there again once its caller has seen its end. */
    @Test
    void whatAStreamReservedIsThereForTheNextOne() {
        up.nowAnswering(streamOf("Hel", "lo"));
        try (TestRouter router = router("budget: { usd: 0.5, per: month }")) {
            for (int i = 0; i < 20; i++) {
                assertThat(client.sendAsync(request(router, "dear", 10, true), HttpResponse.BodyHandlers.ofString())
                                .join()
                                .body())
                        .contains("[DONE]");
            }
        }
    }

    @Test
    void whatAReplyReservedIsThereForTheNextOne() {
        try (TestRouter router = router("budget: { usd: 0.5, per: month }, concurrentRequests: 1")) {
            for (int i = 0; i < 20; i++) {
                assertThat(ask(router, "dear", 10).statusCode()).isEqualTo(200);
            }
        }
    }
}
