package dev.llmrouter.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.FailureClass;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Refusals as providers word them, all of the same kind. */
class ContextOverflowTest {

    private final ProviderErrors errors =
            new ProviderErrors(text -> text.replace("sk-secret", "***"), RefusalRules.NONE);

    private Failure refused(int status, String body) {
        return errors.ofStatus(status, body.getBytes(StandardCharsets.UTF_8), null);
    }

    static Stream<Arguments> refusals() {
        return Stream.of(
                Arguments.of(
                        "OpenAI",
                        400,
                        "{'error':{'message':'This model`s maximum context length is 128000 tokens. However, your"
                                + " messages resulted in 128013 tokens.','type':'invalid_request_error','param':"
                                + "'messages','code':'context_length_exceeded'}}"),
                Arguments.of(
                        "OpenAI's Responses",
                        400,
                        "{'error':{'message':'Your input exceeds the context window of this model.','type':"
                                + "'invalid_request_error','param':'input','code':'context_length_exceeded'}}"),
                Arguments.of(
                        "Anthropic",
                        400,
                        "{'type':'error','error':{'type':'invalid_request_error','message':'prompt is too long: 212393"
                                + " tokens > 200000 maximum'}}"),
                Arguments.of(
                        "Anthropic, of prompt and reply",
                        400,
                        "{'type':'error','error':{'type':'invalid_request_error','message':'input length and"
                                + " `max_tokens` exceed context limit: 198000 + 8192 > 200000'}}"),
                Arguments.of(
                        "Gemini",
                        400,
                        "{'error':{'code':400,'message':'The input token count (1200000) exceeds the maximum number of"
                                + " tokens allowed (1048576).','status':'INVALID_ARGUMENT'}}"),
                Arguments.of(
                        "Mistral",
                        400,
                        "{'object':'error','message':'Prompt contains 40000 tokens and 0 draft tokens, too large for"
                                + " model with 32768 maximum context length','type':'invalid_request_error','code':"
                                + "'3051'}"),
                Arguments.of(
                        "llama.cpp",
                        400,
                        "{'error':{'code':400,'message':'the request exceeds the available context size, try"
                                + " increasing it','type':'exceed_context_size_error','n_prompt_tokens':9000}}"),
                Arguments.of("Ollama", 400, "{'error':'prompt too long; exceeded max context length by 12 tokens'}"),
                Arguments.of(
                        "vLLM",
                        400,
                        "{'object':'error','message':'This model`s maximum context length is 4096 tokens. However, you"
                                + " requested 5000 tokens in the messages.','type':'BadRequestError','code':400}"),
                Arguments.of("Bedrock", 400, "{'message':'Input is too long for requested model.'}"),
                Arguments.of(
                        "Groq",
                        400,
                        "{'error':{'message':'Please reduce the length of the messages or completion.','type':"
                                + "'invalid_request_error','code':'context_length_exceeded'}}"),
                Arguments.of(
                        "DeepSeek",
                        400,
                        "{'error':{'message':'This model`s maximum context length is 65536 tokens.','type':"
                                + "'invalid_request_error','param':null,'code':'invalid_request_error'}}"),
                Arguments.of(
                        "Together",
                        422,
                        "{'error':{'message':'Input validation error: `inputs` tokens + `max_new_tokens` must be <="
                                + " 8193.','type':'invalid_request_error'}}"),
                Arguments.of(
                        "OpenRouter, of a provider behind it",
                        400,
                        "{'error':{'message':'Provider returned error','code':400,'metadata':{'raw':'prompt is too"
                                + " long: 212393 tokens > 200000 maximum'}}}"),
                Arguments.of(
                        "xAI",
                        400,
                        "{'code':'Client specified an invalid argument','error':'This model`s maximum prompt length is"
                                + " 131072 but the request contains 200000 tokens.'}"),
                Arguments.of(
                        "Moonshot",
                        400,
                        "{'error':{'message':'Invalid request: Your request exceeded model token limit: 8192','type':"
                                + "'invalid_request_error'}}"),
                Arguments.of("a server that says it with 500", 500, "{'error':{'message':'prompt is too long'}}"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refusals")
    void isRecognizedInTheWordsOf(String provider, int status, String body) {
        Failure failure = refused(status, body.replace('\'', '"'));
        assertThat(failure.kind()).isEqualTo(FailureClass.CONTEXT_OVERFLOW);
        assertThat(failure.status()).isEqualTo(400);
        assertThat(failure.code()).isEqualTo("context_length_exceeded");
        assertThat(failure.type()).isEqualTo("invalid_request_error");
        assertThat(failure.message()).isNotBlank();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refusals")
    void isRecognizedInAnEventOf(String provider, int status, String body) throws IOException {
        var tree = Json.MAPPER.readTree(body.replace('\'', '"'));
        var error = tree.has("error") ? tree.get("error") : tree;
        assertThat(errors.ofEvent(error).kind()).isEqualTo(FailureClass.CONTEXT_OVERFLOW);
    }

    static Stream<Arguments> others() {
        return Stream.of(
                Arguments.of(
                        400,
                        "{'error':{'message':'max_tokens is too large: 100000. This model supports at most 16384"
                                + " completion tokens','type':'invalid_request_error','param':'max_tokens'}}",
                        FailureClass.BAD_REQUEST),
                Arguments.of(
                        413,
                        "{'error':{'message':'Request too large for model on tokens per minute (TPM): Limit 6000,"
                                + " Requested 7000','type':'tokens','code':'rate_limit_exceeded'}}",
                        FailureClass.UNSUPPORTED),
                Arguments.of(429, "{'error':{'message':'maximum context length, later'}}", FailureClass.RATE_LIMIT),
                Arguments.of(401, "{'error':{'message':'prompt is too long'}}", FailureClass.AUTH),
                Arguments.of(404, "{'error':{'message':'prompt is too long'}}", FailureClass.NOT_FOUND),
                Arguments.of(400, "{'error':{'message':'Bad temperature'}}", FailureClass.BAD_REQUEST),
                Arguments.of(500, "prompt is too long", FailureClass.SERVER_ERROR),
                Arguments.of(503, "{'error':{'message':'Overloaded'}}", FailureClass.OVERLOADED));
    }

    @ParameterizedTest
    @MethodSource("others")
    void isNotSeenInOtherRefusals(int status, String body, FailureClass kind) {
        assertThat(refused(status, body.replace('\'', '"')).kind()).isEqualTo(kind);
    }

    @Test
    void keepsSecretsOfTheProvider() {
        assertThat(refused(400, "{\"error\":{\"message\":\"prompt is too long for sk-secret\"}}")
                        .message())
                .contains("***")
                .doesNotContain("sk-secret");
        assertThat(refused(500, "{\"error\":\"failed with sk-secret\"}").message())
                .doesNotContain("sk-secret");
    }
}
