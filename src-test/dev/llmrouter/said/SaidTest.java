package dev.llmrouter.said;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import dev.llmrouter.llm.HeldReply;
import dev.llmrouter.llm.LlmReply;
import dev.llmrouter.outcome.Usage;
import dev.llmrouter.wire.Operation;
import io.vertx.core.buffer.Buffer;
import java.util.Map;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class SaidTest {

    private static Said whole(Operation operation, String json) {
        return Said.of(LlmReply.whole(operation, Buffer.buffer(json), Usage.NONE, Map.of()));
    }

    private static Said streamed(Operation operation, String... events) {
        Buffer held = Buffer.buffer();
        for (String event : events) {
            held.appendString("data: ").appendString(event).appendString("\n\n");
        }
        LlmReply reply = LlmReply.whole(operation, Buffer.buffer(), Usage.NONE, Map.of());
        return Said.of(HeldReply.with(reply, held));
    }

    @Example
    void hearsAChatCompletion() {
        Said said = whole(
                Operation.CHAT,
                "{\"choices\":[{\"index\":0,\"message\":{\"content\":\"Hi\",\"refusal\":\"No\",\"tool_calls\":[{\"function\":"
                        + "{\"name\":\"f\",\"arguments\":\"{}\"}},{\"function\":{\"name\":\"g\",\"arguments\":{\"a\":1}}}]},"
                        + "\"finish_reason\":\"length\",\"logprobs\":{\"content\":[{\"logprob\":-1},{\"logprob\":-2}]}},"
                        + "{\"index\":1,\"message\":{\"content\":\"Other\"}}]}");
        assertThat(said.text()).isEqualTo("Hi");
        assertThat(said.refusal()).isEqualTo("No");
        assertThat(said.isCutOff()).isTrue();
        assertThat(said.isFiltered()).isFalse();
        assertThat(said.logprob()).isCloseTo(-1.5, within(1e-9));
        assertThat(said.calls()).containsExactly(new Said.Call("f", "{}"), new Said.Call("g", "{\"a\":1}"));
    }

    @Example
    void hearsTheChunksOfOneInTheirOrder() {
        Said said = streamed(
                Operation.CHAT,
                "{\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"}}]}",
                "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"H\"}},{\"index\":1,\"delta\":{\"content\":\"X\"}}]}",
                "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"i\"}}]}",
                "{\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":0,\"function\":{\"name\":\"f\","
                        + "\"arguments\":\"\"}}]}}]}",
                "{\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"{\\\"a\\\"\"}}]}}]}",
                "{\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\":1}\"}}]},"
                        + "\"finish_reason\":\"content_filter\"}]}",
                "[DONE]");
        assertThat(said.text()).isEqualTo("Hi");
        assertThat(said.isFiltered()).isTrue();
        assertThat(said.logprob()).isNull();
        assertThat(said.calls()).containsExactly(new Said.Call("f", "{\"a\":1}"));
    }

    @Example
    void hearsAMessageAndItsEvents() {
        Said whole = whole(
                Operation.MESSAGES,
                "{\"content\":[{\"type\":\"thinking\",\"thinking\":\"Hm\"},{\"type\":\"text\",\"text\":\"Hi\"},{\"type\":\"tool_use\","
                        + "\"name\":\"f\",\"input\":{\"a\":1}}],\"stop_reason\":\"max_tokens\"}");
        Said streamed = streamed(
                Operation.MESSAGES,
                "{\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}",
                "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"Hi\"}}",
                "{\"type\":\"content_block_start\",\"index\":1,\"content_block\":{\"type\":\"tool_use\",\"name\":\"f\",\"input\":{}}}",
                "{\"type\":\"content_block_delta\",\"index\":1,\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":\"{\\\"a\\\":1}\"}}",
                "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"max_tokens\"}}");
        assertThat(whole).isEqualTo(streamed);
        assertThat(whole.text()).isEqualTo("Hi");
        assertThat(whole.isCutOff()).isTrue();
        assertThat(whole.calls()).containsExactly(new Said.Call("f", "{\"a\":1}"));
    }

    @Example
    void hearsAResponseAndItsEvents() {
        String response =
                "{\"output\":[{\"type\":\"reasoning\",\"summary\":[]},{\"type\":\"message\",\"content\":[{\"type\":"
                        + "\"output_text\",\"text\":\"Hi\"},{\"type\":\"refusal\",\"refusal\":\"No\"}]},{\"type\":\"function_call\","
                        + "\"name\":\"f\",\"arguments\":\"{}\"}],\"status\":\"incomplete\",\"incomplete_details\":{\"reason\":"
                        + "\"content_filter\"}}";
        Said whole = whole(Operation.RESPONSES, response);
        Said streamed = streamed(
                Operation.RESPONSES,
                "{\"type\":\"response.output_text.delta\",\"delta\":\"Hi\"}",
                "{\"type\":\"response.incomplete\",\"response\":" + response + "}");
        assertThat(whole).isEqualTo(streamed);
        assertThat(whole.text()).isEqualTo("Hi");
        assertThat(whole.refusal()).isEqualTo("No");
        assertThat(whole.isFiltered()).isTrue();
        assertThat(whole.calls()).containsExactly(new Said.Call("f", "{}"));
    }

    @Example
    void hearsAReplyInLangChain4jsForm() {
        ChatResponse response = ChatResponse.builder()
                .aiMessage(AiMessage.builder()
                        .text("Hi")
                        .toolExecutionRequests(java.util.List.of(ToolExecutionRequest.builder()
                                .id("1")
                                .name("f")
                                .arguments("{}")
                                .build()))
                        .build())
                .finishReason(FinishReason.LENGTH)
                .build();
        Said said = Said.of(LlmReply.whole(response, Usage.NONE));
        assertThat(said.text()).isEqualTo("Hi");
        assertThat(said.isCutOff()).isTrue();
        assertThat(said.calls()).containsExactly(new Said.Call("f", "{}"));
    }

    @Property(tries = 300)
    void whatIsNoReplySaysNothingAndNeverFails(@ForAll String text) {
        for (Operation operation : Operation.values()) {
            assertThat(whole(operation, text).isEmpty()).isTrue();
            assertThat(streamed(operation, text.replaceAll("\\R", " ")).isEmpty())
                    .isTrue();
        }
    }
}
