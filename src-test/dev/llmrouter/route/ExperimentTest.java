package dev.llmrouter.route;

import static dev.llmrouter.fixture.FakeOpenAi.answering;
import static dev.llmrouter.fixture.FakeOpenAi.chunk;
import static dev.llmrouter.fixture.FakeOpenAi.completion;
import static dev.llmrouter.fixture.FakeOpenAi.cutAfter;
import static dev.llmrouter.fixture.FakeOpenAi.error;
import static dev.llmrouter.fixture.FakeOpenAi.role;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmrouter.config.ConfigException;
import dev.llmrouter.fixture.FakeOpenAi;
import dev.llmrouter.policy.Draw;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ExperimentTest {

    private static final String CONFIG =
            """
        providers:
          one: { type: openai, baseUrl: "%s" }
          two: { type: openai, baseUrl: "%s" }
        targets:
          a: { provider: one, model: m1, price: { input: 2, output: 8 } }
          b: { provider: two, model: m2, price: { input: 1, output: 4 }, breaker: { minimumCalls: 1000, window: 1000 } }
        models:
          ab:
            policy: split
            by: user
            arms:
              control: { use: a, percent: 50 }
              treatment: { use: b, percent: 50 }
          careful:
            policy: split
            arms:
              control: { use: a }
              treatment: { use: b }
            canary: { arm: treatment, ramp: [ 50, 100 ], every: 1h, maxErrorRate: +2 }
        """;

    private final FakeOpenAi one = answering(completion("one"));
    private final FakeOpenAi two = answering(completion("two"));
    private final TestRouter router = TestRouter.with(CONFIG.formatted(one.baseUrl(), two.baseUrl()));

    @AfterAll
    void stop() {
        router.close();
        one.close();
        two.close();
    }

    @BeforeEach
    void begin() {
        one.nowAnswering(completion("one"));
        two.nowAnswering(completion("two"));
        command("ab", "reset");
        command("careful", "reset");
    }

    /** A user of one half or the other. */
    private static String user(String experiment, boolean isTreated) {
        for (int i = 0; ; i++) {
            if (Draw.of("user-" + i, experiment) < 0.5 == isTreated) {
                return "user-" + i;
            }
        }
    }

    private HttpResponse<String> ask(String model, String user, boolean stream, String... headers) {
        return router.chat(
                "{\"model\":\"" + model + "\",\"user\":\"" + user + "\",\"stream\":" + stream
                        + ",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}",
                headers);
    }

    private void command(String experiment, String command) {
        HttpResponse<String> answer = router.send("POST", "/admin/experiments/" + experiment + "/" + command, "");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    private JsonNode report(String experiment) {
        return Caller.tree(router.get("/admin/experiments/" + experiment).body());
    }

    private static String arm(HttpResponse<String> answer) {
        return answer.headers().firstValue("x-llm-arm").orElse("");
    }

    private void awaitNumber(double expected, String experiment, String at) {
        await().untilAsserted(() -> assertThat(report(experiment).at(at).asDouble(-1))
                .as(report(experiment).toPrettyString())
                .isEqualTo(expected));
    }

    @Test
    void saysInTheAnswerWhichArmItIsAndCountsWhatCameOfIt() {
        HttpResponse<String> answer = ask("ab", user("ab", true), false);
        assertThat(arm(answer)).isEqualTo("ab=treatment");
        assertThat(answer.body()).contains("two");
        assertThat(arm(ask("ab", user("ab", false), false))).isEqualTo("ab=control");
        awaitNumber(1, "ab", "/arms/treatment/calls");
        awaitNumber(1, "ab", "/arms/control/calls");
        JsonNode treatment = report("ab").at("/arms/treatment");
        assertThat(treatment.at("/usd/mean").asDouble()).isEqualTo((7 * 1 + 3 * 4) / 1e6);
        assertThat(treatment.at("/seconds/p50").asDouble()).isPositive();
        assertThat(treatment.at("/errorRate/mean").asDouble()).isZero();
        assertThat(treatment.at("/againstControl/errorRate/pValue").asDouble()).isEqualTo(1);
        assertThat(router.metrics())
                .contains("llm_arm_calls_total{arm=\"treatment\",experiment=\"ab\",outcome=\"ok\"}")
                .contains("llm_arm_share{arm=\"treatment\",experiment=\"ab\"} 50");
    }

    @Test
    void anArmThatFailsIsNotHiddenByTheOtherThatStepsIn() {
        two.nowAnswering(error(500, "broken"));
        HttpResponse<String> answer = ask("ab", user("ab", true), false);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("one");
        assertThat(arm(answer)).isEqualTo("ab=treatment");
        awaitNumber(1, "ab", "/arms/treatment/fellBack");
        assertThat(report("ab").at("/arms/treatment/errorRate/mean").asDouble()).isEqualTo(1);
        assertThat(report("ab").at("/arms/control/calls").asInt()).isZero();
    }

    @Test
    void aStreamThatBreaksOffIsAnErrorOfItsArm() {
        two.nowAnswering(cutAfter(role(), chunk("Hel")));
        ask("ab", user("ab", true), true);
        awaitNumber(1, "ab", "/arms/treatment/errors");
    }

    @Test
    void sharesChangeWhileItRuns() {
        HttpResponse<String> answer = router.send("PUT", "/admin/experiments/ab", "{\"arms\":{\"treatment\":0}}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(Caller.tree(answer.body()).at("/arms/control/percent").asDouble())
                .isEqualTo(100);
        assertThat(arm(ask("ab", user("ab", true), false))).isEqualTo("ab=control");
    }

    @Test
    void anArmIsSwitchedOffAndOnAgain() {
        command("ab", "stop");
        assertThat(arm(ask("ab", user("ab", true), false))).isEqualTo("ab=control");
        assertThat(router.metrics()).contains("llm_arm_share{arm=\"treatment\",experiment=\"ab\"} 0");
        command("ab", "resume");
        assertThat(arm(ask("ab", user("ab", true), false))).isEqualTo("ab=treatment");
    }

    @Test
    void aCanaryThatFailsIsTakenBackByItself() {
        for (int call = 0; call < 30; call++) {
            ask("careful", user("careful", false), false);
        }
        two.nowAnswering(error(500, "broken"));
        for (int call = 0; call < 20; call++) {
            ask("careful", user("careful", true), false);
        }
        await().untilAsserted(
                        () -> assertThat(report("careful").at("/canary/state").asText())
                                .as(report("careful").toPrettyString())
                                .isEqualTo("rolledBack"));
        assertThat(arm(ask("careful", user("careful", true), false))).isEqualTo("careful=control");
        HttpResponse<String> resumed = router.send("POST", "/admin/experiments/careful/resume", "");
        assertThat(resumed.statusCode()).isEqualTo(409);
        assertThat(resumed.body()).contains("rolled_back");
        command("careful", "reset");
        assertThat(report("careful").at("/canary/state").asText()).isEqualTo("ramping");
    }

    @Test
    void feedbackCountsForTheArmOfTheCall() {
        HttpResponse<String> answer = ask("ab", user("ab", true), false);
        String id = answer.headers().firstValue("x-request-id").orElseThrow();
        awaitNumber(1, "ab", "/arms/treatment/calls");
        HttpResponse<String> taken = router.post("/feedback", "{\"id\":\"" + id + "\",\"rating\":\"up\"}");
        assertThat(taken.statusCode()).as(taken.body()).isEqualTo(200);
        assertThat(Caller.tree(taken.body()).at("/arms/0/arm").asText()).isEqualTo("treatment");
        assertThat(report("ab").at("/arms/treatment/feedback/mean").asDouble()).isEqualTo(1);
        HttpResponse<String> twice = router.post("/feedback", "{\"id\":\"" + id + "\",\"score\":0}");
        assertThat(twice.statusCode()).isEqualTo(409);
        assertThat(report("ab").at("/arms/treatment/feedback/count").asInt()).isEqualTo(1);
    }

    @Test
    void feedbackThatIsAboutNothingOrSaysNothingIsRefused() {
        assertThat(router.post("/feedback", "{\"id\":\"never\",\"score\":1}").statusCode())
                .isEqualTo(404);
        assertThat(router.post("/feedback", "{\"score\":1}").body()).contains("'id'");
        assertThat(router.post("/feedback", "{\"id\":\"x\",\"score\":2}").statusCode())
                .isEqualTo(400);
        assertThat(router.post("/feedback", "{\"id\":\"x\",\"rating\":\"meh\"}").body())
                .contains("'rating'");
        assertThat(router.post("/feedback", "[]").statusCode()).isEqualTo(400);
        assertThat(router.send("GET", "/v1/feedback", "").statusCode()).isEqualTo(405);
    }

    @Test
    void whatIsWrongWithAnExperimentIsSaidAtTheStart() {
        String wrong = CONFIG.formatted("http://127.0.0.1:1/v1", "http://127.0.0.1:1/v1")
                .replace("use: b, percent: 50", "use: c, percent: 60");
        assertThatThrownBy(() -> TestRouter.with(wrong).close())
                .hasMessageContaining("models.ab.arms: have percentages that do not add up to 100: 110")
                .hasMessageContaining("models.ab.arms.treatment.use: unknown model or target c")
                .isInstanceOf(ConfigException.class);
    }
}
