package dev.llmrouter.openai;

import static dev.llmrouter.openai.Fixture.call;
import static dev.llmrouter.openai.Fixture.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.model.chat.response.CompleteToolCall;
import dev.langchain4j.model.chat.response.PartialToolCall;
import dev.langchain4j.model.output.FinishReason;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChunkWriterTest {

    private final ChunkWriter writer = new ChunkWriter("id1", "a \"model\"", 1_700_000_000);

    /** {@return the chunk of an event, which has what OpenAI's schema CreateChatCompletionStreamResponse requires} */
    private static JsonNode chunk(byte[] event) {
        String text = new String(event, StandardCharsets.UTF_8);
        assertThat(text).startsWith("data: {").endsWith("}\n\n");
        assertThat(text.strip()).doesNotContain("\n");
        JsonNode json = json(text.substring("data: ".length()).getBytes(StandardCharsets.UTF_8));
        assertThat(json.path("id").asText()).isEqualTo("id1");
        assertThat(json.path("object").asText()).isEqualTo("chat.completion.chunk");
        assertThat(json.path("created").asLong()).isEqualTo(1_700_000_000);
        assertThat(json.path("model").asText()).isEqualTo("a \"model\"");
        assertThat(json.path("choices").isArray()).isTrue();
        for (JsonNode choice : json.path("choices")) {
            assertThat(choice.path("index").asInt(-1)).isZero();
            assertThat(choice.path("delta").isObject()).isTrue();
            assertThat(choice.has("finish_reason")).isTrue();
            assertThat(choice.path("logprobs").isNull()).isTrue();
        }
        return json;
    }

    private static JsonNode delta(byte[] event) {
        return chunk(event).at("/choices/0/delta");
    }

    private static PartialToolCall piece(int index, @Nullable String id, String arguments) {
        return PartialToolCall.builder()
                .index(index)
                .id(id)
                .name("f")
                .partialArguments(arguments)
                .build();
    }

    @Test
    void beginsWithTheRole() {
        assertThat(delta(writer.role())).isEqualTo(json("{'role':'assistant','content':''}"));
    }

    @Property(tries = 500)
    void anyTextComesThrough(@ForAll String text) {
        String unicode = new String(text.getBytes(StandardCharsets.UTF_16), StandardCharsets.UTF_16);

        assertThat(delta(writer.content(unicode)).path("content").asText()).isEqualTo(unicode);
    }

    @ParameterizedTest
    @ValueSource(strings = {"😀 日本", "\"\\\n\r\t\u0000\u001f", "</script>\u2028", ""})
    void awkwardTextComesThrough(String text) {
        assertThat(delta(writer.content(text)).path("content").asText()).isEqualTo(text);
        assertThat(delta(writer.reasoning(text)).path("reasoning_content").asText())
                .isEqualTo(text);
    }

    @Test
    void signedThoughtsAreWrittenInBothFormsAndTheirSignaturesBehindThem() {
        assertThat(delta(writer.reasoning("h\"m", "f")))
                .isEqualTo(json("{'reasoning_content':'h\\'m','reasoning_details':[{'type':'reasoning.text',"
                        + "'format':'f','index':0,'text':'h\\'m'}]}"));
        List<Thoughts.Detail> details =
                List.of(new Thoughts.Detail("hm", "s1", "f", null), new Thoughts.Detail(null, "s2", "f", "call_1"));
        AiMessage whole = AiMessage.builder()
                .text("x")
                .thinking("hm")
                .attributes(Thoughts.attributes(details))
                .build();
        assertThat(delta(writer.signatures(whole)))
                .isEqualTo(
                        json("{'reasoning_details':[{'type':'reasoning.text','signature':'s1','format':'f','index':0},"
                                + "{'type':'reasoning.encrypted','data':'s2','format':'f','id':'call_1','index':1}]}"));
        assertThat(writer.signatures(
                        AiMessage.builder().text("x").thinking("hm").build()))
                .isEmpty();
    }

    @Test
    void aCharacterSplitBetweenPiecesComesThrough() {
        String first = delta(writer.content("a\ud83d")).path("content").asText();
        String second = delta(writer.content("\ude00b")).path("content").asText();

        assertThat(first + second).isEqualTo("a😀b");
    }

    @Test
    void toolCallsBeginOnceAndGoOnByIndex() {
        assertThat(delta(writer.toolCall(piece(0, "c", "{\"a\""))))
                .isEqualTo(json("{'tool_calls':[{'index':0,'id':'c','type':'function',"
                        + "'function':{'name':'f','arguments':'{\\'a\\''}}]}"));
        assertThat(delta(writer.toolCall(piece(0, "c", ":1}"))))
                .isEqualTo(json("{'tool_calls':[{'index':0,'function':{'arguments':':1}'}}]}"));
        assertThat(delta(writer.toolCall(piece(1, null, "{}")))
                        .at("/tool_calls/0/id")
                        .asText())
                .isEqualTo("call_id1_1");
    }

    @Test
    void aCompleteToolCallIsWrittenOnlyWithoutItsPieces() {
        byte[] whole = writer.toolCall(new CompleteToolCall(0, call("c", "f", "")));

        assertThat(delta(whole).at("/tool_calls/0/function/arguments").asText()).isEqualTo("{}");
        assertThat(writer.toolCall(new CompleteToolCall(0, call("c", "f", "{}"))))
                .isEmpty();
    }

    @Test
    void endsWithReasonUsageAndDone() {
        JsonNode finish = chunk(writer.finish(FinishReason.LENGTH));
        JsonNode usage = chunk(writer.usage(new DetailedTokenUsage(3, 2, 1, null)));

        assertThat(finish.at("/choices/0/finish_reason").asText()).isEqualTo("length");
        assertThat(finish.at("/choices/0/delta")).isEmpty();
        assertThat(usage.path("choices")).isEmpty();
        assertThat(usage.path("usage"))
                .isEqualTo(json("{'prompt_tokens':3,'completion_tokens':2,'total_tokens':5,"
                        + "'prompt_tokens_details':{'cached_tokens':1}}"));
        assertThat(new String(ChunkWriter.done(), StandardCharsets.UTF_8)).isEqualTo("data: [DONE]\n\n");
    }

    @Test
    void aReplyThatCalledToolsEndsWithToolCalls() {
        writer.toolCall(piece(0, "c", "{}"));

        assertThat(chunk(writer.finish(FinishReason.STOP))
                        .at("/choices/0/finish_reason")
                        .asText())
                .isEqualTo("tool_calls");
    }
}
