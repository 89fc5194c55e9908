package dev.llmrouter.openai;

import static dev.llmrouter.openai.Fixture.call;
import static dev.llmrouter.openai.Fixture.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.openai.OpenAiTokenUsage;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.model.output.TokenUsage;
import dev.llmrouter.outcome.FailureClass;
import dev.llmrouter.outcome.LlmException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChatResponseTest {

    private static ChatResponse.Builder reply(AiMessage message) {
        return ChatResponse.builder().aiMessage(message);
    }

    private static JsonNode written(ChatResponse response) {
        JsonNode json = json(ChatResponseWriter.write(response, "id1", "m", 1_700_000_000));
        assertFitsOpenAiSchema(json);
        return json;
    }

    /** What OpenAI's schema CreateChatCompletionResponse requires, present and of its type. */
    private static void assertFitsOpenAiSchema(JsonNode json) {
        assertThat(json.path("id").isTextual()).isTrue();
        assertThat(json.path("object").asText()).isEqualTo("chat.completion");
        assertThat(json.path("created").isIntegralNumber()).isTrue();
        assertThat(json.path("model").isTextual()).isTrue();
        JsonNode choice = json.path("choices").path(0);
        assertThat(choice.path("index").asInt(-1)).isZero();
        assertThat(choice.has("logprobs")).isTrue();
        assertThat(choice.path("finish_reason").asText()).isIn("stop", "length", "tool_calls", "content_filter");
        JsonNode message = choice.path("message");
        assertThat(message.path("role").asText()).isEqualTo("assistant");
        assertThat(message.path("content").isTextual()
                        || message.path("content").isNull())
                .isTrue();
        assertThat(message.path("refusal").isTextual()
                        || message.path("refusal").isNull())
                .isTrue();
        for (JsonNode call : message.path("tool_calls")) {
            assertThat(call.path("id").isTextual()).isTrue();
            assertThat(call.path("type").asText()).isEqualTo("function");
            assertThat(call.path("function").path("name").isTextual()).isTrue();
            assertThat(call.path("function").path("arguments").isTextual()).isTrue();
        }
        if (json.has("usage")) {
            assertThat(json.path("usage").path("prompt_tokens").isInt()).isTrue();
            assertThat(json.path("usage").path("completion_tokens").isInt()).isTrue();
            assertThat(json.path("usage").path("total_tokens").isInt()).isTrue();
        }
    }

    @Test
    void writesText() {
        JsonNode json = written(reply(AiMessage.from("hello 😀"))
                .finishReason(FinishReason.STOP)
                .build());

        assertThat(json.at("/choices/0/message/content").asText()).isEqualTo("hello 😀");
        assertThat(json.at("/choices/0/message/refusal").isNull()).isTrue();
        assertThat(json.has("usage")).isFalse();
    }

    @Test
    void writesToolCallsWithoutContentAndGivesThemIds() {
        JsonNode json = written(
                reply(AiMessage.from(call("c", "f", "{}"), call(null, "g", ""))).build());

        assertThat(json.at("/choices/0/message/content").isNull()).isTrue();
        assertThat(json.at("/choices/0/message/tool_calls/0/id").asText()).isEqualTo("c");
        assertThat(json.at("/choices/0/message/tool_calls/1/id").asText()).isEqualTo("call_id1_1");
        assertThat(json.at("/choices/0/message/tool_calls/1/function/arguments").asText())
                .isEqualTo("{}");
        assertThat(json.at("/choices/0/finish_reason").asText()).isEqualTo("tool_calls");
    }

    @ParameterizedTest
    @CsvSource({
        "STOP,stop",
        "LENGTH,length",
        "TOOL_EXECUTION,tool_calls",
        "CONTENT_FILTER,content_filter",
        "OTHER,stop",
        ",stop"
    })
    void mapsFinishReasons(@Nullable FinishReason reason, String word) {
        assertThat(written(reply(AiMessage.from("x")).finishReason(reason).build())
                        .at("/choices/0/finish_reason")
                        .asText())
                .isEqualTo(word);
    }

    @Test
    void writesTheDetailsOfOpenAisUsage() {
        TokenUsage usage = OpenAiTokenUsage.builder()
                .inputTokenCount(10)
                .outputTokenCount(5)
                .totalTokenCount(15)
                .inputTokensDetails(OpenAiTokenUsage.InputTokensDetails.builder()
                        .cachedTokens(4)
                        .build())
                .outputTokensDetails(OpenAiTokenUsage.OutputTokensDetails.builder()
                        .reasoningTokens(3)
                        .build())
                .build();

        assertThat(written(reply(AiMessage.from("x")).tokenUsage(usage).build()).path("usage"))
                .isEqualTo(json("{'prompt_tokens':10,'completion_tokens':5,'total_tokens':15,"
                        + "'prompt_tokens_details':{'cached_tokens':4},"
                        + "'completion_tokens_details':{'reasoning_tokens':3}}"));
    }

    @Test
    void survivesBothWays() {
        ChatResponse response = reply(AiMessage.builder()
                        .text("t")
                        .thinking("hm")
                        .toolExecutionRequests(List.of(call("c", "f", "{\"a\":1}")))
                        .build())
                .id("id1")
                .modelName("m")
                .finishReason(FinishReason.TOOL_EXECUTION)
                .tokenUsage(new DetailedTokenUsage(10, 5, 4, 3))
                .build();

        assertThat(ChatResponseReader.read(written(response))).isEqualTo(response);
    }

    @Test
    void aRefusalSurvivesBothWays() {
        AiMessage refusal = AiMessage.builder()
                .text("no")
                .attributes(Map.of("refusal", "no"))
                .build();
        JsonNode json = written(reply(refusal).build());

        assertThat(json.at("/choices/0/message/content").isNull()).isTrue();
        assertThat(ChatResponseReader.read(json).aiMessage()).isEqualTo(refusal);
    }

    @Test
    void toleratesWhatCompatibleServersBend() {
        ChatResponse response = ChatResponseReader.read(json("{'choices':[{'message':{'content':null,'reasoning':'hm',"
                + "'tool_calls':[{'function':{'name':'f','arguments':{'a':1}}}]},'finish_reason':'eos'}]}"));

        assertThat(response.aiMessage().thinking()).isEqualTo("hm");
        assertThat(response.aiMessage().toolExecutionRequests()).containsExactly(call(null, "f", "{\"a\":1}"));
        assertThat(response.finishReason()).isEqualTo(FinishReason.OTHER);
        assertThat(response.tokenUsage()).isNull();
    }

    @Test
    void aReplyWithoutAChoiceIsMalformed() {
        assertThatThrownBy(() -> ChatResponseReader.read(json("{'choices':[]}")))
                .isInstanceOfSatisfying(
                        LlmException.class, e -> assertThat(e.failure().kind()).isEqualTo(FailureClass.MALFORMED));
    }

    @Test
    void usagesAddUpWithTheirDetails() {
        assertThat(new TokenUsage(1, 1).add(new DetailedTokenUsage(10, 5, 4, null)))
                .isEqualTo(new DetailedTokenUsage(11, 6, 4, null));
    }

    @Test
    void anErrorHasAllFourKeys() {
        assertThat(json(new OpenAiError("bad", null, null, "c").json()))
                .isEqualTo(json("{'error':{'message':'bad','type':'api_error','param':null,'code':'c'}}"));
    }
}
