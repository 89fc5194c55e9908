package dev.llmrouter.gemini;

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
import dev.llmrouter.catalog.Target;
import dev.llmrouter.catalog.Timeouts;
import dev.llmrouter.llm.SigningModel;
import dev.llmrouter.provider.AssembledReply;
import dev.llmrouter.provider.JsonCalls;
import dev.llmrouter.provider.JsonStream;
import dev.llmrouter.provider.ProviderModel;
import dev.llmrouter.provider.ProviderServer;
import dev.llmrouter.provider.Vectors;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A model of Google's Gemini API ({@code v1beta}), for chats and for embeddings. */
final class GeminiModel implements ProviderModel, EmbeddingModel, SigningModel {

    /** As many texts as Gemini takes at once. */
    private static final int BATCH = 100;

    private final JsonCalls calls;
    private final Target target;
    private final String path;

    GeminiModel(ProviderServer server, Target target) {
        this.calls = new JsonCalls(server, target, new GeminiRefusals());
        this.target = target;
        this.path = "/" + resource();
    }

    /** A tuned model is named with its collection. */
    private String resource() {
        return target.model().contains("/") ? target.model() : "models/" + target.model();
    }

    @Override
    public ChatResponse doChat(ChatRequest request) {
        JsonNode answer = calls.whole(path + ":generateContent", new GeminiRequest(target.model(), request).json());
        return GeminiReply.whole(answer).response();
    }

    @Override
    public void doChat(ChatRequest request, StreamingChatResponseHandler handler) {
        calls.stream(
                path + ":streamGenerateContent?alt=sse",
                new GeminiRequest(target.model(), request).json(),
                JsonStream.Framing.EVENTS,
                new GeminiReply(new AssembledReply(handler)));
    }

    @Override
    public Response<List<Embedding>> embedAll(List<TextSegment> texts) {
        List<Embedding> embeddings = new ArrayList<>(texts.size());
        for (int from = 0; from < texts.size(); from += BATCH) {
            List<TextSegment> some = texts.subList(from, Math.min(texts.size(), from + BATCH));
            JsonNode answer = calls.whole(path + ":batchEmbedContents", embedding(some));
            answer.path("embeddings").forEach(one -> embeddings.add(Vectors.embedding(one.path("values"))));
        }
        return Response.from(Vectors.checked(embeddings, texts.size()));
    }

    private ObjectNode embedding(List<TextSegment> texts) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ArrayNode requests = json.putArray("requests");
        for (TextSegment text : texts) {
            ObjectNode request = requests.addObject().put("model", resource());
            request.putObject("content").putArray("parts").addObject().put("text", text.text());
        }
        return json;
    }

    @Override
    public String modelName() {
        return target.model();
    }

    @Override
    public String signatureFormat() {
        return GeminiContents.SIGNATURES;
    }

    @Override
    public Timeouts timeouts() {
        return target.timeouts();
    }

    @Override
    public ModelProvider provider() {
        return ModelProvider.GOOGLE_AI_GEMINI;
    }

    @Override
    public Set<Capability> supportedCapabilities() {
        return Set.of(Capability.RESPONSE_FORMAT_JSON_SCHEMA);
    }

    @Override
    public String toString() {
        return "GeminiModel[" + target.name() + "]";
    }
}
