package dev.llmrouter.route;

import static dev.llmrouter.fixture.FakeOpenAi.answering;
import static dev.llmrouter.fixture.FakeOpenAi.completion;
import static dev.llmrouter.fixture.FakeOpenAi.done;
import static dev.llmrouter.fixture.FakeOpenAi.error;
import static dev.llmrouter.fixture.FakeOpenAi.status;
import static dev.llmrouter.fixture.FakeOpenAi.stream;
import static dev.llmrouter.fixture.FakeOpenAi.streamOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmrouter.fixture.FakeOpenAi;
import dev.llmrouter.wire.Json;
import java.io.IOException;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Prompts that are too long for some targets, or for all. */
class ContextWindowTest {

    private static final String TOO_LONG =
            "{\"error\":{\"message\":\"prompt is too long: 5000 tokens > 4096 maximum\",\"code\":400}}";

    private final FakeOpenAi first = answering(completion("first"));
    private final FakeOpenAi second = answering(completion("second"));
    private final TestRouter router = TestRouter.with(
            """
        providers:
          one: { type: openai, baseUrl: "%s" }
          two: { type: openai, baseUrl: "%s" }
        targets:
          small: { provider: one, model: gpt-4o, contextWindow: 1000 }
          large: { provider: two, model: gpt-4o-mini, contextWindow: 5000 }
          other: { provider: two, model: gpt-4o, contextWindow: 1000 }
          unknown: { provider: two, model: mystery }
          alsoUnknown: { provider: one, model: mystery }
        models:
          both: { of: [ small, large ] }
          same: { of: [ small, other ] }
          upwards: { of: [ small, other, large ] }
          mixed: { of: [ small, unknown ] }
          unknowns: { of: [ unknown, alsoUnknown ] }
        """
                    .formatted(first.baseUrl(), second.baseUrl()));

    @AfterEach
    void stop() {
        router.close();
        first.close();
        second.close();
    }

    /** Asks with as many words, each of one token. */
    private HttpResponse<String> ask(String model, int words, String more) {
        return router.chat("{\"model\":\"" + model + "\"," + more + "\"messages\":[{\"role\":\"user\",\"content\":\""
                + "hello ".repeat(words) + "\"}]}");
    }

    private static String by(HttpResponse<String> reply) {
        return reply.headers().firstValue("x-llm-target").orElse("nobody");
    }

    private static JsonNode refused(HttpResponse<String> refusal) {
        try {
            return Json.MAPPER.readTree(refusal.body()).path("error");
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void aTargetThatIsTooSmallIsNotAsked() {
        assertThat(by(ask("both", 2000, ""))).isEqualTo("large");
        assertThat(first.received()).isEmpty();
        assertThat(by(ask("both", 900, ""))).isEqualTo("small");
    }

    @Test
    void bytesAreNotTokens() {
        assertThat(by(ask("both", 900, ""))).isEqualTo("small");
        assertThat(first.last().body()).hasSizeGreaterThan(5000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"max_tokens", "max_completion_tokens"})
    void theReplyThatIsAskedForNeedsRoomAsWell(String key) {
        assertThat(by(ask("both", 500, "\"" + key + "\":400,"))).isEqualTo("small");
        assertThat(by(ask("both", 500, "\"" + key + "\":500,"))).isEqualTo("large");
        assertThat(by(ask("both", 1, "\"" + key + "\":999999999999999,"))).isEqualTo("nobody");
        assertThat(by(ask("both", 1, "\"" + key + "\":\"many\","))).isEqualTo("small");
        assertThat(by(ask("both", 1, "\"" + key + "\":-1,"))).isEqualTo("small");
    }

    @ParameterizedTest
    @CsvSource({"/messages, max_tokens, messages", "/responses, max_output_tokens, input"})
    void itNeedsRoomInEveryDialect(String path, String key, String prompt) {
        String rest = "\"" + prompt + "\":[{\"role\":\"user\",\"content\":\"" + "hello ".repeat(500) + "\"}]}";
        assertThat(by(router.post(path, "{\"model\":\"both\",\"" + key + "\":400," + rest)))
                .isEqualTo("small");
        assertThat(by(router.post(path, "{\"model\":\"both\",\"" + key + "\":500," + rest)))
                .isEqualTo("large");
    }

    @Test
    void aPromptThatNobodyCanHoldIsRefusedInOpenAisWords() {
        HttpResponse<String> refusal = ask("both", 6000, "\"max_tokens\":7,");
        assertThat(refusal.statusCode()).isEqualTo(400);
        assertThat(refused(refusal).path("code").asText()).isEqualTo("context_length_exceeded");
        assertThat(refused(refusal).path("type").asText()).isEqualTo("invalid_request_error");
        assertThat(refused(refusal).path("param").asText()).isEqualTo("messages");
        assertThat(refused(refusal).path("message").asText())
                .contains("maximum context length is 5000 tokens")
                .contains("you requested at least 6015 tokens (6008 in the messages, 7 in the completion)")
                .contains("small context_length_exceeded, large context_length_exceeded");
        assertThat(refusal.headers().firstValue("x-llm-attempts")).contains("0");
        assertThat(first.received()).isEmpty();
        assertThat(second.received()).isEmpty();
        await().untilAsserted(() -> assertThat(router.metrics())
                .containsPattern(
                        "llm_calls_total\\{model=\"both\",operation=\"chat\",outcome=\"context_length_exceeded\""));
    }

    @Test
    void aWindowThatNobodyKnowsHoldsEverything() {
        assertThat(by(ask("mixed", 20_000, ""))).isEqualTo("unknown");
    }

    @Test
    void aRequestThatCannotBeCountedIsLeftToTheProvider() {
        HttpResponse<String> reply = router.chat("{\"model\":\"both\",\"messages\":[{\"role\":\"alien\",\"content\":\""
                + "hello ".repeat(6000) + "\"}]}");
        assertThat(by(reply)).isEqualTo("small");
    }

    @Test
    void aPromptThatIsFarTooLongIsNotCountedToItsEnd() {
        long begin = System.nanoTime();
        HttpResponse<String> reply = router.chat("{\"model\":\"both\",\"messages\":[{\"role\":\"user\",\"content\":\""
                + "a".repeat(30_000_000) + "\"}]}");
        assertThat(reply.statusCode()).isEqualTo(400);
        assertThat(refused(reply).path("message").asText()).contains("you requested at least ");
        assertThat(System.nanoTime() - begin).isLessThan(10_000_000_000L);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 200, 500})
    void whatWasTooLongIsTriedWhereThereIsMoreRoom(int status) {
        first.nowAnswering(status(status, TOO_LONG));
        HttpResponse<String> reply = router.ask("both");
        assertThat(by(reply)).isEqualTo("large");
        assertThat(reply.headers().firstValue("x-llm-attempts")).contains("2");
    }

    @Test
    void whatWasTooLongIsTriedNowhereElse() {
        first.nowAnswering(status(400, TOO_LONG));
        HttpResponse<String> refusal = router.ask("same");
        assertThat(refusal.statusCode()).isEqualTo(400);
        assertThat(refused(refusal).path("code").asText()).isEqualTo("context_length_exceeded");
        assertThat(refused(refusal).path("message").asText())
                .isEqualTo("prompt is too long: 5000 tokens > 4096 maximum");
        assertThat(second.received()).isEmpty();
        assertThat(router.ask("mixed").statusCode()).isEqualTo(400);
        assertThat(second.received()).isEmpty();
    }

    @Test
    void aTargetInBetweenThatIsNoLargerIsPassedOver() {
        first.nowAnswering(status(400, TOO_LONG));
        assertThat(by(router.ask("upwards"))).isEqualTo("large");
        assertThat(second.received()).hasSize(1);
        assertThat(second.last().body()).contains("gpt-4o-mini");
    }

    @Test
    void aTargetWhoseWindowNobodyKnowsPassesNothingOn() {
        second.nowAnswering(status(400, TOO_LONG));
        assertThat(router.ask("unknowns").statusCode()).isEqualTo(400);
        assertThat(first.received()).isEmpty();
    }

    @Test
    void aStreamThatBeginsWithSuchAnErrorFailsOverAsWell() {
        first.nowAnswering(stream("data: " + TOO_LONG + "\n\n", done()));
        second.nowAnswering(streamOf("sec", "ond"));
        HttpResponse<String> reply = router.stream("both");
        assertThat(by(reply)).isEqualTo("large");
        assertThat(reply.body()).contains("sec").endsWith(done());
    }

    @Test
    void itIsHeldAgainstNobody() {
        first.nowAnswering(status(400, TOO_LONG));
        for (int i = 0; i < 20; i++) {
            router.ask("both");
        }
        assertThat(router.metrics()).contains("llm_circuit_open{target=\"small\"} 0");
    }

    @Test
    void aFailureOfAnotherKindBehindItIsTheOneThatIsTold() {
        first.nowAnswering(status(400, TOO_LONG));
        second.nowAnswering(error(500, "oops"));
        assertThat(router.ask("upwards").statusCode()).isEqualTo(502);
    }
}
