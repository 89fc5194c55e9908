package dev.llmrouter.route;

import static dev.llmrouter.fixture.FakeOpenAi.after;
import static dev.llmrouter.fixture.FakeOpenAi.answering;
import static dev.llmrouter.fixture.FakeOpenAi.completion;
import static dev.llmrouter.fixture.FakeOpenAi.error;
import static dev.llmrouter.fixture.FakeOpenAi.hang;
import static dev.llmrouter.fixture.FakeOpenAi.streamOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.llmrouter.fixture.FakeOpenAi;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HedgedTest {

    private final FakeOpenAi one = answering(completion("one"));
    private final FakeOpenAi two = answering(completion("two"));
    private final TestRouter router = TestRouter.with(
            """
        providers:
          one: { type: openai, baseUrl: "%s" }
          two: { type: openai, baseUrl: "%s" }
        targets:
          a: { provider: one, model: m1, price: { input: 1000000, output: 0 }, breaker: { minimumCalls: 99, window: 99 } }
          b: { provider: two, model: m2, price: { input: 0, output: 0 }, breaker: { minimumCalls: 99, window: 99 } }
          learned: { provider: one, model: m3, breaker: { minimumCalls: 99, window: 99 } }
        models:
          soon: { policy: hedged, of: [ a, b ], after: 50ms, budget: 100 }
          late: { policy: hedged, of: [ a, b ], after: 1h, budget: 100 }
          poor: { policy: hedged, of: [ a, b ], after: 1ms, budget: 0 }
          usual: { policy: hedged, of: [ learned, b ], budget: 100 }
        """
                    .formatted(one.baseUrl(), two.baseUrl()));

    @AfterEach
    void stop() {
        router.close();
        one.close();
        two.close();
    }

    private void assertAllIsGivenBack() {
        await().until(() -> one.open() + two.open() == 0);
        await().until(() -> router.inFlight("a") + router.inFlight("b") == 0);
    }

    @Test
    void whoIsQuickIsAskedAlone() {
        assertThat(router.ask("late").body()).contains("one");
        assertThat(two.received()).isEmpty();
        assertAllIsGivenBack();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whoTakesLongGetsCompany_andIsStoppedWhereThatIsQuicker(boolean stream) {
        one.nowAnswering(hang());
        two.nowAnswering(stream ? streamOf("two") : completion("two"));
        HttpResponse<String> reply = stream ? router.stream("soon") : router.ask("soon");
        assertThat(reply.body()).contains("two");
        assertThat(reply.headers().firstValue("x-llm-target")).contains("b");
        assertThat(reply.headers().firstValue("x-llm-attempts")).contains("2");
        await().until(() -> one.aborted() == 1);
        assertAllIsGivenBack();
    }

    @Test
    void theOneThatWasStoppedIsPaidForAsFarAsCanBeKnown() {
        one.nowAnswering(hang());
        HttpResponse<String> reply = router.ask("soon");
        // sixty bytes or so are about fifteen tokens, for a dollar each
        assertThat(Double.parseDouble(
                        reply.headers().firstValue("x-llm-cost-usd").orElseThrow()))
                .isBetween(10.0, 30.0);
    }

    @Test
    void whereTheFirstOneFailsTheNextIsAskedAtOnce() {
        one.nowAnswering(error(500, "oops"));
        assertThat(router.ask("late").body()).contains("two");
        assertThat(one.received()).hasSize(1);
        assertAllIsGivenBack();
    }

    @Test
    void whatEveryTargetWouldRefuseIsAskedOnce() {
        one.nowAnswering(error(400, "no such parameter"));
        assertThat(router.ask("late").statusCode()).isEqualTo(400);
        assertThat(two.received()).isEmpty();
        assertAllIsGivenBack();
    }

    @Test
    void whereBothFailThereIsOneErrorOfAllAttempts() {
        one.nowAnswering(error(500, "oops"));
        two.nowAnswering(error(500, "oops"));
        HttpResponse<String> refused = router.ask("late");
        assertThat(refused.statusCode()).isEqualTo(502);
        assertThat(refused.body()).contains("a upstream_error", "b upstream_error");
        assertAllIsGivenBack();
    }

    @Test
    void withoutABudgetNobodyIsAskedTwice() {
        one.nowAnswering(after(200, completion("one")));
        assertThat(router.ask("poor").body()).contains("one");
        assertThat(two.received()).isEmpty();
    }

    @Test
    void howLongIsTooLongIsLearned() {
        assertThat(router.post("/route/explain", prompt("usual")).body()).contains("too little is known");
        for (int i = 0; i < 25; i++) {
            router.ask("learned");
        }
        await().untilAsserted(() -> assertThat(
                        router.post("/route/explain", prompt("usual")).body())
                .containsPattern("after \\d+ ms the next one"));
        one.nowAnswering(hang());
        assertThat(router.ask("usual").body()).contains("two");
    }

    private static String prompt(String model) {
        return "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";
    }
}
