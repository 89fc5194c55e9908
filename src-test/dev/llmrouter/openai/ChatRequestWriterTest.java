package dev.llmrouter.openai;

import static dev.llmrouter.openai.Fixture.call;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.AudioContent;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.data.message.ImageContent.DetailLevel;
import dev.langchain4j.data.message.PdfFileContent;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.data.message.VideoContent;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.langchain4j.model.chat.request.ToolChoice;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonRawSchema;
import dev.langchain4j.model.chat.request.json.JsonSchema;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.NotBlank;
import org.junit.jupiter.api.Test;

class ChatRequestWriterTest {

    private static void assertSameAfterBothWays(ChatRequest request) {
        ChatRequestReader.Read read = ChatRequestReader.read(ChatRequestWriter.write(request));

        assertThat(read.request()).isEqualTo(request);
        assertThat(read.dropped()).isEmpty();
    }

    @Property(tries = 200)
    void textAndParametersSurviveBothWays(
            @ForAll @NotBlank String text,
            @ForAll @NotBlank String model,
            @ForAll @DoubleRange(min = 0, max = 2) double temperature,
            @ForAll @IntRange(min = 1) int maxTokens,
            @ForAll List<String> stop) {
        // jqwik takes only spaces of ASCII for blank
        Assume.that(!text.isBlank() && !model.isBlank());
        assertSameAfterBothWays(ChatRequest.builder()
                .messages(SystemMessage.from(text), UserMessage.from(model, text), AiMessage.from(text))
                .modelName(model)
                .temperature(temperature)
                .maxOutputTokens(maxTokens)
                .stopSequences(stop)
                .build());
    }

    @Test
    void toolsAndTheirResultsSurviveBothWays() {
        ToolSpecification tool = ToolSpecification.builder()
                .name("f")
                .description("does it")
                .addMetadata("strict", true)
                .parameters(JsonObjectSchema.builder()
                        .addProperty("a", JsonRawSchema.from("{\"type\":\"string\",\"minLength\":2}"))
                        .required("a")
                        .additionalProperties(false)
                        .definitions(Map.of("B", JsonRawSchema.from("{\"type\":\"null\"}")))
                        .build())
                .build();
        AiMessage calls = AiMessage.builder()
                .text("well")
                .thinking("hm")
                .toolExecutionRequests(List.of(call("c1", "f", "{\"a\":1}"), call("c2", "f", "{}")))
                .build();

        assertSameAfterBothWays(ChatRequest.builder()
                .messages(
                        UserMessage.from("hi"),
                        calls,
                        ToolExecutionResultMessage.from("c1", "f", "1"),
                        ToolExecutionResultMessage.from("c2", "f", "2"))
                .toolSpecifications(tool)
                .toolChoice(ToolChoice.REQUIRED)
                .build());
    }

    @Test
    void contentSurvivesBothWays() {
        assertSameAfterBothWays(ChatRequest.builder()
                .messages(UserMessage.from(
                        TextContent.from("look"),
                        ImageContent.from("https://example.com/a.png", DetailLevel.LOW),
                        ImageContent.from("AAAA", "image/png", DetailLevel.HIGH),
                        AudioContent.from("BBBB", "audio/wav"),
                        PdfFileContent.from("CCCC", "application/pdf")))
                .build());
    }

    @Test
    void responseFormatsSurviveBothWays() {
        JsonSchema schema = JsonSchema.builder()
                .name("s")
                .rootElement(JsonRawSchema.from("{\"type\":\"object\",\"properties\":{}}"))
                .build();
        ResponseFormat described = ResponseFormat.builder()
                .type(ResponseFormatType.JSON)
                .jsonSchema(schema)
                .build();
        for (ResponseFormat format : List.of(ResponseFormat.TEXT, ResponseFormat.JSON, described)) {
            assertSameAfterBothWays(ChatRequest.builder()
                    .messages(UserMessage.from("hi"))
                    .responseFormat(format)
                    .build());
        }
    }

    @Test
    void aRefusalSurvivesBothWays() {
        AiMessage refusal = AiMessage.builder()
                .text("no")
                .attributes(Map.of("refusal", "no"))
                .build();

        assertSameAfterBothWays(ChatRequest.builder().messages(refusal).build());
    }

    @Test
    void writesTypedSchemasAsJson() {
        ToolSpecification tool = ToolSpecification.builder()
                .name("f")
                .parameters(JsonObjectSchema.builder().addStringProperty("a").build())
                .build();

        assertThat(ChatRequestWriter.write(ChatRequest.builder()
                                .messages(UserMessage.from("hi"))
                                .toolSpecifications(tool)
                                .build())
                        .at("/tools/0/function/parameters/properties/a/type")
                        .asText())
                .isEqualTo("string");
    }

    @Test
    void refusesWhatOpenAiHasNoFormFor() {
        ChatRequest request = ChatRequest.builder()
                .messages(UserMessage.from(VideoContent.from("https://example.com/a.mp4")))
                .build();

        assertThatThrownBy(() -> ChatRequestWriter.write(request)).hasMessageContaining("VIDEO");
    }
}
