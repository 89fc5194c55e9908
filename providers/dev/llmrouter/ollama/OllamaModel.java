package dev.llmrouter.ollama;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.ModelProvider;
import dev.langchain4j.model.chat.Capability;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.output.Response;
import dev.langchain4j.model.output.TokenUsage;
import dev.llmrouter.catalog.Target;
import dev.llmrouter.catalog.Timeouts;
import dev.llmrouter.provider.AssembledReply;
import dev.llmrouter.provider.JsonCalls;
import dev.llmrouter.provider.JsonStream;
import dev.llmrouter.provider.ProviderModel;
import dev.llmrouter.provider.ProviderServer;
import dev.llmrouter.provider.Refusals;
import dev.llmrouter.provider.Vectors;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A model that Ollama runs, asked in Ollama's own words, for chats and for embeddings. */
final class OllamaModel implements ProviderModel, EmbeddingModel {

    private final JsonCalls calls;
    private final Target target;
    private final OllamaProvider.Options options;

    OllamaModel(ProviderServer server, Target target, OllamaProvider.Options options) {
        this.calls = new JsonCalls(server, target, (plain, body) -> Refusals.named(plain));
        this.target = target;
        this.options = options;
    }

    @Override
    public ChatResponse doChat(ChatRequest request) {
        return OllamaReply.whole(calls.whole("/api/chat", json(request, false))).response();
    }

    @Override
    public void doChat(ChatRequest request, StreamingChatResponseHandler handler) {
        calls.stream(
                "/api/chat",
                json(request, true),
                JsonStream.Framing.LINES,
                new OllamaReply(new AssembledReply(handler)));
    }

    private ObjectNode json(ChatRequest request, boolean stream) {
        return new OllamaRequest(target.model(), options, request).json(stream);
    }

    @Override
    public Response<List<Embedding>> embedAll(List<TextSegment> texts) {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("model", target.model())
                .put("truncate", false);
        ArrayNode input = json.putArray("input");
        texts.forEach(text -> input.add(text.text()));
        keepAlive(json, options);
        JsonNode answer = calls.whole("/api/embed", json);
        List<Embedding> embeddings = new ArrayList<>(texts.size());
        answer.path("embeddings").forEach(one -> embeddings.add(Vectors.embedding(one)));
        return Response.from(
                Vectors.checked(embeddings, texts.size()),
                new TokenUsage(answer.path("prompt_eval_count").asInt()));
    }

    /** Seconds go as a number; the other form has a unit. */
    static void keepAlive(ObjectNode json, OllamaProvider.Options options) {
        String time = options.keepAlive();
        if (time != null && time.matches("-?\\d{1,9}")) {
            json.put("keep_alive", Integer.parseInt(time));
        } else if (time != null) {
            json.put("keep_alive", time);
        }
    }

    @Override
    public String modelName() {
        return target.model();
    }

    @Override
    public Timeouts timeouts() {
        return target.timeouts();
    }

    @Override
    public ModelProvider provider() {
        return ModelProvider.OLLAMA;
    }

    @Override
    public Set<Capability> supportedCapabilities() {
        return Set.of(Capability.RESPONSE_FORMAT_JSON_SCHEMA);
    }

    @Override
    public String toString() {
        return "OllamaModel[" + target.name() + "]";
    }
}
