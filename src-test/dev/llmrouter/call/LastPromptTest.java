package dev.llmrouter.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.llmrouter.anthropic.MessagesRequest;
import dev.llmrouter.llm.Cancellation;
import dev.llmrouter.llm.LlmRequest;
import dev.llmrouter.openai.CompletionsRequest;
import dev.llmrouter.openai.OpenAiRequest;
import dev.llmrouter.responses.ResponsesRequest;
import dev.llmrouter.wire.WireRequest;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class LastPromptTest {

    private static String prompt(Function<byte[], WireRequest> dialect, String json) {
        WireRequest wire = dialect.apply(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
        return new Call("id", LlmRequest.of(wire, Map.of(), null, new Cancellation()))
                .facts()
                .prompt();
    }

    @Test
    void isTheLastThatTheUserSaysInAnyDialect() {
        assertThat(prompt(
                        OpenAiRequest::read,
                        "{'model':'m','messages':[{'role':'system','content':'Be kind.'},{'role':'user','content':'One'},"
                                + "{'role':'assistant','content':'Two'},{'role':'user','content':"
                                + "[{'type':'text','text':'Three'},{'type':'image_url','image_url':{'url':'http://x/y'}}]},"
                                + "{'role':'assistant','content':'Four'}]}"))
                .isEqualTo("Three");
        assertThat(
                        prompt(
                                MessagesRequest::read,
                                "{'model':'m','max_tokens':5,'messages':[{'role':'user','content':[{'type':'text','text':'One'}]}]}"))
                .isEqualTo("One");
        assertThat(prompt(ResponsesRequest::read, "{'model':'m','input':'One'}"))
                .isEqualTo("One");
        assertThat(prompt(CompletionsRequest::read, "{'model':'m','prompt':'One'}"))
                .isEqualTo("One");
    }

    @Test
    void isTheSameInLangChain4jsForm() {
        ChatRequest chat = ChatRequest.builder()
                .messages(
                        UserMessage.from(
                                TextContent.from("One"), ImageContent.from("http://x/y"), TextContent.from("!")),
                        AiMessage.from("Two"))
                .build();
        assertThat(new Call("id", LlmRequest.of(chat, false)).facts().prompt()).isEqualTo("One\n!");
    }

    @Test
    void isEmptyWhereThereIsNone() {
        assertThat(prompt(OpenAiRequest::read, "{'model':'m','messages':[{'role':'system','content':'Be kind.'}]}"))
                .isEmpty();
        assertThat(prompt(OpenAiRequest::read, "{'model':'m','messages':[{'role':'user','content':null}]}"))
                .isEmpty();
    }
}
