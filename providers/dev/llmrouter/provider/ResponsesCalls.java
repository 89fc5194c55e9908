package dev.llmrouter.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.llmrouter.catalog.Target;
import dev.llmrouter.openai.ChatRequestWriter;
import dev.llmrouter.openai.ChatResponseReader;
import dev.llmrouter.openai.OpenAiRequest;
import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.FailureClass;
import dev.llmrouter.responses.ChatAsResponses;
import dev.llmrouter.wire.Operation;
import java.nio.charset.StandardCharsets;

/** Asks a server that speaks Responses for callers in Java, by way of chat completions. Thread-safe. */
final class ResponsesCalls {

    private static final String PATH = Operation.RESPONSES.path();

    private final Target target;
    private final JsonCalls calls;

    ResponsesCalls(ProviderServer server, Target target) {
        this.target = target;
        this.calls = new JsonCalls(server, target, (plain, body) -> Refusals.named(plain));
    }

    /** {@return the whole reply; blocks} */
    ChatResponse chat(ChatRequest request) {
        ChatAsResponses asked = asked(request, false);
        JsonNode answer = calls.whole(PATH, asked.json(target.model()));
        byte[] bytes = answer.toString().getBytes(StandardCharsets.UTF_8);
        return ChatResponseReader.read(
                JsonCalls.treeOrMissing(asked.toCompletion(bytes).getBytes()));
    }

    /** Hands over the reply as it comes; returns at once. */
    void chat(ChatRequest request, StreamingChatResponseHandler handler) {
        ChatAsResponses asked = asked(request, true);
        calls.stream(
                PATH,
                asked.json(target.model()),
                JsonStream.Framing.EVENTS,
                new ResponsesStream(asked.toChunks(() -> null), calls::refused, new AssembledReply(handler)));
    }

    private ChatAsResponses asked(ChatRequest request, boolean stream) {
        ObjectNode json = written(request).put("model", target.model());
        if (stream) {
            json.put("stream", true).putObject("stream_options").put("include_usage", true);
        }
        return ChatAsResponses.of(OpenAiRequest.read(json.toString().getBytes(StandardCharsets.UTF_8)));
    }

    private static ObjectNode written(ChatRequest request) {
        try {
            return ChatRequestWriter.write(request);
        } catch (IllegalArgumentException e) {
            throw Failure.of(FailureClass.UNSUPPORTED, e.getMessage() + ".").asException();
        }
    }
}
