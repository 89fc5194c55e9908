package dev.llmrouter.mistral;

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
import dev.llmrouter.llm.LlmReply;
import dev.llmrouter.llm.LlmRequest;
import dev.llmrouter.llm.WireModel;
import dev.llmrouter.openai.ChatRequestWriter;
import dev.llmrouter.openai.ChatResponseReader;
import dev.llmrouter.openai.OpenAiRequest;
import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.LlmStream;
import dev.llmrouter.provider.AssembledReply;
import dev.llmrouter.provider.JsonCalls;
import dev.llmrouter.provider.JsonStream;
import dev.llmrouter.provider.OpenAiModel;
import dev.llmrouter.provider.ProviderModel;
import dev.llmrouter.provider.ProviderServer;
import dev.llmrouter.provider.Refusals;
import dev.llmrouter.provider.Vectors;
import dev.llmrouter.wire.FittedRequest;
import dev.llmrouter.wire.Operation;
import dev.llmrouter.wire.TranslatedStream;
import dev.llmrouter.wire.WireRequest;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A model of Mistral AI: handed OpenAI's JSON it passes bytes, but for the ids of tool calls, of which Mistral takes its
 * own form only, and hands replies on in the shape that OpenAI's clients insist on.
 */
final class MistralModel implements ProviderModel, WireModel, EmbeddingModel {

    private final Target target;
    private final OpenAiModel model;
    private final JsonCalls calls;

    MistralModel(ProviderServer server, Target target, OpenAiModel model) {
        this.target = target;
        this.model = model;
        this.calls = new JsonCalls(server, target, (plain, body) -> Refusals.named(plain));
    }

    @Override
    public boolean speaks(Operation operation) {
        return model.speaks(operation);
    }

    @Override
    public FittedRequest fitted(WireRequest wire) {
        return model.fitted(wire instanceof OpenAiRequest chat ? MistralCalls.renamed(chat) : wire);
    }

    @Override
    public void exchange(LlmRequest request, WireRequest wire, Answer answer) {
        model.exchange(request, wire, wire.operation() == Operation.CHAT ? new InShape(answer) : answer);
    }

    /** Hands replies on as OpenAI's clients expect them. */
    private record InShape(Answer caller) implements Answer {

        @Override
        public void replied(LlmReply reply) {
            LlmStream stream = reply.stream();
            Buffer body = reply.body();
            if (stream != null) {
                TranslatedStream translated = new TranslatedStream(stream, MistralReplies::events);
                caller.replied(LlmReply.live(reply.operation(), translated, reply.headers()));
            } else if (body != null) {
                Buffer read = MistralReplies.whole(body);
                caller.replied(LlmReply.whole(reply.operation(), read, reply.usage(), reply.headers()));
            } else {
                caller.replied(reply);
            }
        }

        @Override
        public void failed(Failure failure) {
            caller.failed(failure);
        }
    }

    @Override
    public ChatResponse doChat(ChatRequest request) {
        JsonNode answer = calls.whole(Operation.CHAT.path(), json(request, false));
        return ChatResponseReader.read(MistralReplies.shaped(answer));
    }

    @Override
    public void doChat(ChatRequest request, StreamingChatResponseHandler handler) {
        calls.stream(
                Operation.CHAT.path(),
                json(request, true),
                JsonStream.Framing.EVENTS,
                new MistralStream(new AssembledReply(handler)));
    }

    /** The request of a caller in Java, as Mistral takes it. */
    private JsonNode json(ChatRequest request, boolean stream) {
        ObjectNode json = ChatRequestWriter.write(request).put("model", target.model());
        if (stream) {
            json.put("stream", true);
        }
        OpenAiRequest written = OpenAiRequest.read(json.toString().getBytes(StandardCharsets.UTF_8));
        Buffer fitted = fitted(written).request().forModel(target.model());
        return JsonCalls.treeOrMissing(fitted.getBytes());
    }

    @Override
    public Response<List<Embedding>> embedAll(List<TextSegment> texts) {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("model", target.model());
        ArrayNode input = json.putArray("input");
        texts.forEach(text -> input.add(text.text()));
        JsonNode answer = calls.whole(Operation.EMBEDDINGS.path(), json);
        List<Embedding> embeddings = new ArrayList<>(texts.size());
        answer.path("data").forEach(one -> embeddings.add(Vectors.embedding(one.path("embedding"))));
        return Response.from(
                Vectors.checked(embeddings, texts.size()),
                new TokenUsage(answer.at("/usage/prompt_tokens").asInt()));
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
        return ModelProvider.MISTRAL_AI;
    }

    @Override
    public Set<Capability> supportedCapabilities() {
        return Set.of(Capability.RESPONSE_FORMAT_JSON_SCHEMA);
    }

    @Override
    public String toString() {
        return "MistralModel[" + target.name() + "]";
    }
}
