package dev.llmrouter.llm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonSchema;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.model.output.TokenUsage;
import dev.llmrouter.fixture.Said;
import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.FailureClass;
import dev.llmrouter.outcome.LlmException;
import dev.llmrouter.outcome.LlmStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A model that knows no schemas, asked for JSON by one. */
class EnforcedSchemaTest {

    private final DefaultCamelContext camel = new DefaultCamelContext();
    private final Deque<ChatResponse> answers = new ArrayDeque<>();
    private final List<ChatRequest> asked = new ArrayList<>();

    @BeforeEach
    void start() {
        camel.start();
        camel.getRegistry().bind("plain", new ChatModel() {
            @Override
            public ChatResponse doChat(ChatRequest request) {
                asked.add(request);
                return Objects.requireNonNull(answers.poll());
            }
        });
    }

    @AfterEach
    void stop() {
        camel.stop();
    }

    private void answering(String... texts) {
        for (String text : texts) {
            answers.add(ChatResponse.builder()
                    .aiMessage(AiMessage.from(text))
                    .finishReason(FinishReason.STOP)
                    .tokenUsage(new TokenUsage(10, 5))
                    .build());
        }
    }

    private Exchange ask(Object body) {
        return camel.createProducerTemplate()
                .request("llm:plain", asking -> asking.getMessage().setBody(body));
    }

    private static String json(String schema, boolean stream) {
        return "{\"model\":\"m\",\"stream\":" + stream
                + ",\"messages\":[{\"role\":\"system\",\"content\":\"Be brief.\"},"
                + "{\"role\":\"user\",\"content\":\"How warm is it?\"}],"
                + "\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"weather\",\"schema\":"
                + schema + "}}}";
    }

    private static String text(Exchange exchange) {
        assertThat(exchange.getException()).isNull();
        return exchange.getMessage().getBody(ChatResponse.class).aiMessage().text();
    }

    private static Failure failure(Exchange exchange) {
        return Objects.requireNonNull(LlmException.failureIn(exchange.getException()));
    }

    @Test
    void whatFitsIsAnsweredAtOnceAndTheSchemaIsPutIntoWords() {
        answering(Said.JSON);
        assertThat(text(ask(json(Said.SCHEMA, false)))).isEqualTo(Said.JSON);
        assertThat(asked).hasSize(1);
        SystemMessage instruction = (SystemMessage) asked.get(0).messages().get(0);
        assertThat(instruction.text()).startsWith("Be brief.").contains(Said.SCHEMA);
        assertThat(asked.get(0).responseFormat()).isNull();
    }

    @Test
    void aCodeFenceAroundTheJsonIsTakenOff() {
        answering("```json\n" + Said.JSON + "\n```");
        assertThat(text(ask(json(Said.SCHEMA, false)))).isEqualTo(Said.JSON);
    }

    @Test
    void whatDoesNotFitIsAskedForOnceMoreWithWhatIsWrongAndBothAreCounted() {
        answering("It is 21 degrees.", Said.JSON);
        Exchange exchange = ask(json(Said.SCHEMA, false));
        assertThat(text(exchange)).isEqualTo(Said.JSON);
        assertThat(asked).hasSize(2);
        assertThat(asked.get(1).messages().get(2)).isEqualTo(AiMessage.from("It is 21 degrees."));
        assertThat(((UserMessage) asked.get(1).messages().get(3)).singleText()).contains("not JSON");
        assertThat(exchange.getMessage().getHeader("LlmInputTokens")).isEqualTo(20L);
        assertThat(exchange.getMessage().getHeader("LlmOutputTokens")).isEqualTo(10L);
    }

    @Test
    void theRepairSaysWhichFieldIsWrong() {
        answering("{\"city\":\"Bern\",\"degrees\":\"warm\"}", Said.JSON);
        ask(json(Said.SCHEMA, false));
        assertThat(((UserMessage) asked.get(1).messages().get(3)).singleText()).contains("degrees");
    }

    @Test
    void neverProseEvenWhenItIsAskedForTwice() {
        answering("Warm.", "Quite warm.");
        Failure failure = failure(ask(json(Said.SCHEMA, false)));
        assertThat(failure.kind()).isEqualTo(FailureClass.SCHEMA_MISMATCH);
        assertThat(failure.message()).contains("does not fit the schema");
        assertThat(asked).hasSize(2);
    }

    @Test
    void aStreamIsTheCheckedReplyInEvents() throws Exception {
        answering("Warm.", Said.JSON);
        LlmStream stream = ask(json(Said.SCHEMA, true)).getMessage().getBody(LlmStream.class);
        StringBuilder heard = new StringBuilder();
        CompletableFuture<Void> ended = new CompletableFuture<>();
        stream.handler(events -> heard.append(events.toString()));
        stream.endHandler(end -> ended.complete(null));
        stream.resume();
        ended.get(5, TimeUnit.SECONDS);
        assertThat(heard.toString())
                .contains("\"content\":\"{\\\"city\\\":\\\"Zürich\\\",\\\"degrees\\\":21}\"")
                .contains("\"finish_reason\":\"stop\"")
                .doesNotContain("Warm")
                .endsWith("data: [DONE]\n\n");
        assertThat(stream.usage().input()).isEqualTo(20);
    }

    @Test
    void aCallOfAToolIsNoAnswerYetAndPasses() {
        answers.add(ChatResponse.builder()
                .aiMessage(AiMessage.from(ToolExecutionRequest.builder()
                        .id("c1")
                        .name("weather")
                        .arguments("{}")
                        .build()))
                .finishReason(FinishReason.TOOL_EXECUTION)
                .build());
        Exchange exchange = ask(json(Said.SCHEMA, false));
        assertThat(exchange.getMessage().getBody(ChatResponse.class).aiMessage().toolExecutionRequests())
                .hasSize(1);
    }

    @Test
    void whatALimitCutOffIsPassedOnAsSuch() {
        answers.add(ChatResponse.builder()
                .aiMessage(AiMessage.from("{\"city\":"))
                .finishReason(FinishReason.LENGTH)
                .build());
        Exchange exchange = ask(json(Said.SCHEMA, false));
        assertThat(exchange.getMessage().getBody(ChatResponse.class).finishReason())
                .isEqualTo(FinishReason.LENGTH);
    }

    @Test
    void aSchemaThatIsNoneIsTheCallersMistake() {
        Failure failure =
                failure(ask(json("{\"type\":\"object\",\"properties\":{\"a\":{\"$ref\":\"#/nowhere\"}}}", false)));
        assertThat(failure.kind()).isEqualTo(FailureClass.BAD_REQUEST);
        assertThat(failure.param()).isEqualTo("response_format.json_schema.schema");
        assertThat(asked).isEmpty();
    }

    @Test
    void aTypeThatThereIsNoneOfIsTheCallersMistakeAsNoAnswerWouldEverFit() {
        for (String schema : List.of(
                "{\"type\":\"x\"}",
                "{\"type\":[]}",
                "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"int\"}}}",
                "{\"$schema\":\"http://json-schema.org/draft-07/schema#\",\"type\":\"text\"}")) {
            Failure failure = failure(ask(json(schema, false)));
            assertThat(failure.kind()).as(schema).isEqualTo(FailureClass.BAD_REQUEST);
        }
        assertThat(asked).isEmpty();
    }

    @Test
    void aReferenceToAnotherHostIsNotFetched() {
        Failure failure = failure(ask(
                json("{\"type\":\"object\",\"properties\":{\"a\":{\"$ref\":\"http://127.0.0.1:9/x.json\"}}}", false)));
        assertThat(failure.kind()).isEqualTo(FailureClass.BAD_REQUEST);
    }

    @Test
    void aSchemaOfLangChain4jIsEnforcedAlike() {
        answering("Warm.", "{\"degrees\":21}");
        ChatRequest request = ChatRequest.builder()
                .messages(UserMessage.from("How warm is it?"))
                .responseFormat(ResponseFormat.builder()
                        .type(ResponseFormatType.JSON)
                        .jsonSchema(JsonSchema.builder()
                                .name("weather")
                                .rootElement(JsonObjectSchema.builder()
                                        .addIntegerProperty("degrees")
                                        .required("degrees")
                                        .build())
                                .build())
                        .build())
                .build();
        assertThat(text(ask(request))).isEqualTo("{\"degrees\":21}");
        assertThat(asked).hasSize(2);
    }
}
