package dev.llmrouter.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.llmrouter.anthropic.MessagesRequest;
import dev.llmrouter.embeddings.EmbeddingsRequest;
import dev.llmrouter.llm.Cancellation;
import dev.llmrouter.llm.LlmRequest;
import dev.llmrouter.openai.CompletionsRequest;
import dev.llmrouter.openai.OpenAiRequest;
import dev.llmrouter.passthrough.JsonPassage;
import dev.llmrouter.responses.ResponsesRequest;
import dev.llmrouter.wire.Operation;
import dev.llmrouter.wire.WireRequest;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class FactsTest {

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-03-02T21:30:00Z"), ZoneId.of("Europe/Berlin"));

    private static Call call(Function<byte[], WireRequest> dialect, String json) {
        return call(LlmRequest.of(
                dialect.apply(json.getBytes(StandardCharsets.UTF_8)), Map.of(), null, new Cancellation()));
    }

    private static Call call(LlmRequest request) {
        return new Call("id", request, Map.of("x-tier", "gold")::get, new Origin("acme", "legal", CLOCK, null), false);
    }

    private static Call chat(String fields) {
        return call(OpenAiRequest::read, "{\"model\":\"m\"," + fields + "}");
    }

    private static final String CHAT =
            """
            {"model":"m","stream":true,"user":"u1","metadata":{"tier":"gold","n":2},"messages":[
              {"role":"developer","content":"Be brief."},
              {"role":"user","content":"First"},
              {"role":"assistant","content":null,"tool_calls":[{"id":"1","type":"function","function":{"name":"f","arguments":"{}"}}]},
              {"role":"tool","tool_call_id":"1","content":"Found it"},
              {"role":"user","content":[{"type":"text","text":"Wie ist das Wetter"},{"type":"image_url","image_url":{"url":"https://a/b.png"}},
                {"type":"text","text":"heute in Berlin?"}]}],
             "tools":[{"type":"function","function":{"name":"f","parameters":{}}}],
             "response_format":{"type":"json_schema","json_schema":{"name":"s","schema":{}}}}""";

    private static final String MESSAGES =
            """
            {"model":"m","stream":true,"max_tokens":9,"metadata":{"user_id":"u1"},"system":[{"type":"text","text":"Be brief."}],"messages":[
              {"role":"user","content":"First"},
              {"role":"user","content":[{"type":"text","text":"Wie ist das Wetter"},{"type":"image","source":{"type":"url","url":"https://a/b.png"}},
                {"type":"text","text":"heute in Berlin?"}]},
              {"role":"assistant","content":[{"type":"tool_use","id":"1","name":"f","input":{}}]},
              {"role":"user","content":[{"type":"tool_result","tool_use_id":"1","content":[{"type":"text","text":"Found it"}]}]}],
             "tools":[{"name":"f","input_schema":{"type":"object"}}]}""";

    private static final String RESPONSES =
            """
            {"model":"m","stream":true,"safety_identifier":"u1","instructions":"Be brief.","input":[
              {"role":"user","content":"First"},
              {"type":"message","role":"user","content":[{"type":"input_text","text":"Wie ist das Wetter"},
                {"type":"input_image","image_url":"https://a/b.png"},{"type":"input_text","text":"heute in Berlin?"}]},
              {"type":"function_call","call_id":"1","name":"f","arguments":"{}"},
              {"type":"function_call_output","call_id":"1","output":"Found it"}],
             "tools":[{"type":"function","name":"f","parameters":{}}]}""";

    static Stream<Call> alike() {
        return Stream.of(
                call(OpenAiRequest::read, CHAT),
                call(MessagesRequest::read, MESSAGES),
                call(ResponsesRequest::read, RESPONSES));
    }

    @ParameterizedTest
    @MethodSource("alike")
    void areTheSameInEveryDialect(Call call) {
        assertThat(call.prompt()).isEqualTo("Wie ist das Wetter\nheute in Berlin?");
        assertThat(call.system()).isEqualTo("Be brief.");
        assertThat(call.conversation()).contains("Be brief.", "First", "Wetter", "Found it");
        assertThat(call.language()).isEqualTo("de");
        assertThat(call.turns()).isEqualTo(2);
        assertThat(call.user()).isEqualTo("u1");
        assertThat(call.hasTools()).isTrue();
        assertThat(call.hasImages()).isTrue();
        assertThat(call.hasAttachments()).isTrue();
        assertThat(call.hasAudio()).isFalse();
        assertThat(call.hasFiles()).isFalse();
        assertThat(call.hasCode()).isFalse();
        assertThat(call.operation()).isEqualTo("chat");
        assertThat(call.stream()).isTrue();
        assertThat(call.facts().model()).isEqualTo("m");
        // some 30 of text, and a flat amount for the image
        assertThat(call.tokens()).isBetween(780, 850);
        assertThat(call.length()).isGreaterThan(300);
    }

    @Test
    void ofLangChain4jAreTheSame() {
        Call call = call(LlmRequest.of(
                ChatRequest.builder()
                        .messages(
                                SystemMessage.from("Be brief."),
                                UserMessage.from("First"),
                                AiMessage.from("Yes?"),
                                UserMessage.from(
                                        TextContent.from("Wie ist das Wetter"),
                                        ImageContent.from("https://a/b.png"),
                                        TextContent.from("heute in Berlin?")))
                        .toolSpecifications(
                                ToolSpecification.builder().name("f").build())
                        .build(),
                true));
        assertThat(call.prompt()).isEqualTo("Wie ist das Wetter\nheute in Berlin?");
        assertThat(call.system()).isEqualTo("Be brief.");
        assertThat(call.messages()).isEqualTo(4);
        assertThat(call.turns()).isEqualTo(2);
        assertThat(call.hasTools()).isTrue();
        assertThat(call.hasImages()).isTrue();
        assertThat(call.stream()).isTrue();
        assertThat(call.metadata()).isEmpty();
        assertThat(call.user()).isNull();
    }

    @Test
    void ofWhatIsNoChatAreItsTexts() {
        assertThat(call(CompletionsRequest::read, "{\"model\":\"m\",\"prompt\":\"Once upon\"}")
                        .prompt())
                .isEqualTo("Once upon");
        assertThat(call(EmbeddingsRequest::read, "{\"model\":\"m\",\"input\":[\"a\",\"b\"]}")
                        .prompt())
                .isEqualTo("a\nb");
        assertThat(call(EmbeddingsRequest::read, "{\"model\":\"m\",\"input\":[1,2]}")
                        .prompt())
                .isEmpty();
        assertThat(call(json -> JsonPassage.read(Operation.IMAGES, json), "{\"model\":\"m\",\"prompt\":\"A cat\"}")
                        .prompt())
                .isEqualTo("A cat");
        assertThat(call(json -> JsonPassage.read(Operation.SPEECH, json), "{\"model\":\"m\",\"input\":\"Hello\"}")
                        .operation())
                .isEqualTo("speech");
        assertThat(call(
                                json -> JsonPassage.read(Operation.MODERATIONS, json),
                                "{\"model\":\"m\",\"input\":[{\"type\":\"text\",\"text\":\"bad\"}]}")
                        .prompt())
                .isEqualTo("bad");
    }

    @Test
    void metadataIsAMap() {
        assertThat(call(OpenAiRequest::read, CHAT).metadata()).isEqualTo(Map.of("tier", "gold", "n", 2));
    }

    @Test
    void whatTheRouterSaysIsNotTheCallers() {
        Call call = chat("\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],\"tenant\":\"other\"");
        assertThat(call.tenant()).isEqualTo("acme");
        assertThat(call.group()).isEqualTo("legal");
        assertThat(call.header("x-tier")).isEqualTo("gold");
        assertThat(call.header("x-other")).isNull();
    }

    @Test
    void tellTheTimeOfTheRouter() {
        Call call = chat("\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]");
        assertThat(call.hour()).isEqualTo(22);
        assertThat(call.dayOfWeek()).isEqualTo("MONDAY");
        assertThat(call.isWithin("22:00-06:00")).isTrue();
        assertThat(call.isWithin("22:00-06:00 UTC")).isFalse();
    }

    @Test
    void aLongPromptIsEstimatedAtTheCostOfAShortOne() {
        String sentence = "The quick brown fox jumps over the lazy dog. ";
        int few = chat("\"messages\":[{\"role\":\"user\",\"content\":\"" + sentence.repeat(100) + "\"}]")
                .tokens();
        Call many = chat("\"messages\":[{\"role\":\"user\",\"content\":\"" + sentence.repeat(20_000) + "\"}]");
        long begin = System.nanoTime();
        assertThat(many.tokens()).isBetween(190 * few, 210 * few);
        assertThat(System.nanoTime() - begin).isLessThan(500_000_000L);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"messages\":[{}]",
                "\"messages\":[{\"role\":7,\"content\":7}]",
                "\"messages\":[{\"role\":\"user\"}]",
                "\"messages\":[{\"role\":\"user\",\"content\":null}]",
                "\"messages\":[{\"role\":\"user\",\"content\":[null,1,\"a\",{},[{\"text\":{}}]]}]",
                "\"messages\":[{\"role\":\"user\",\"content\":[]}],\"metadata\":[1],\"user\":{}",
                "\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\"}]}],\"tools\":\"x\"",
                "\"messages\":[{\"role\":\"none\",\"content\":\"\\ud800\"}],\"metadata\":null",
            })
    void noneThrowsWhateverACallerWrites(String fields) {
        List<Method> facts = Arrays.stream(CallFacts.class.getMethods())
                .filter(fact -> fact.getParameterCount() == 0)
                .toList();
        assertThat(facts).hasSizeGreaterThan(20);
        Call call = chat(fields);
        for (Method fact : facts) {
            assertThatCode(() -> fact.invoke(call)).as(fact.getName()).doesNotThrowAnyException();
        }
    }
}
