package dev.llmrouter.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.ModelProvider;
import dev.langchain4j.model.chat.Capability;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.output.Response;
import dev.langchain4j.model.output.TokenUsage;
import dev.llmrouter.llm.Cancellation;
import dev.llmrouter.llm.LlmHeaders;
import dev.llmrouter.llm.LlmReply;
import dev.llmrouter.llm.LlmRequest;
import dev.llmrouter.openai.PromptParameters;
import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.FailureClass;
import dev.llmrouter.provider.Vectors;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * A model that callers of the router may ask for, as LangChain4j's models: policies, failover, limits, budgets and accounting
 * are those of any other call. Blocks for a whole reply; a stream is heard on a thread of the router's. Fails with the
 * exceptions that LangChain4j's own models have. Thread-safe.
 */
public final class RouterModel implements ChatModel, StreamingChatModel, EmbeddingModel {

    private final Supplier<ChatWay> way;
    private final String name;
    private final Map<String, Object> headers;

    /** The model of that name, on that way. */
    public RouterModel(ChatWay way, String name) {
        this(() -> way, name);
    }

    /** The same, on a way that there is by the first request; what is thrown until then, its caller gets. */
    public RouterModel(Supplier<ChatWay> way, String name) {
        this(way, name, Map.of());
    }

    private RouterModel(Supplier<ChatWay> way, String name, Map<String, Object> headers) {
        this.way = way;
        this.name = name;
        this.headers = headers;
    }

    /**
     * {@return the same model, asked with a header of {@link LlmHeaders} besides} Such as whose calls they are
     * ({@code LlmTenant}), where tenants are configured.
     */
    public RouterModel with(String header, Object value) {
        Map<String, Object> more = new HashMap<>(headers);
        more.put(header, value);
        return new RouterModel(way, name, Map.copyOf(more));
    }

    @Override
    public ChatResponse doChat(ChatRequest request) {
        return asked(request.modelName(), LlmRequest.of(unnamed(request), false))
                .response();
    }

    @Override
    public void doChat(ChatRequest request, StreamingChatResponseHandler handler) {
        ChatWay chat = way.get();
        Exchange exchange = exchange(chat, request.modelName(), LlmRequest.of(unnamed(request), true));
        try {
            chat.workers().execute(() -> new HandledStream(chat, handler).ask(exchange));
        } catch (RejectedExecutionException full) {
            handler.onError(ModelExceptions.of(
                    Failure.of(FailureClass.BUSY, "As many streams are heard as there are threads for.")
                            .asException()));
        }
    }

    @Override
    public Response<List<Embedding>> embedAll(List<TextSegment> texts) {
        LlmReply reply = asked(
                null,
                LlmRequest.of(
                        Texts.request(
                                name, texts.stream().map(TextSegment::text).toList()),
                        Map.of(),
                        null,
                        new Cancellation()));
        List<Embedding> embeddings = new ArrayList<>(texts.size());
        for (JsonNode one : Texts.data(reply)) {
            embeddings.add(Vectors.embedding(one.path("embedding")));
        }
        return Response.from(
                Vectors.checked(embeddings, texts.size()),
                new TokenUsage((int) reply.usage().input(), 0));
    }

    private LlmReply asked(@Nullable String other, LlmRequest request) {
        ChatWay chat = way.get();
        Exchange exchange = exchange(chat, other, request);
        chat.ask(exchange);
        Exception thrown = exchange.getException();
        if (thrown != null) {
            throw ModelExceptions.of(thrown);
        }
        return exchange.getMessage().getBody(LlmReply.class);
    }

    /** A request may ask another model of the router, as the models of providers can be asked for another one of theirs. */
    private Exchange exchange(ChatWay chat, @Nullable String other, LlmRequest request) {
        Exchange exchange = chat.exchange(request);
        exchange.getMessage().setHeader(LlmHeaders.MODEL, other == null ? name : other);
        headers.forEach(exchange.getMessage()::setHeader);
        return exchange;
    }

    /** The name is the router's, and not for whoever answers. */
    private static ChatRequest unnamed(ChatRequest request) {
        if (request.modelName() == null) {
            return request;
        }
        ChatRequestParameters parameters = PromptParameters.prompt()
                .overrideWith(request.parameters())
                .modelName(null)
                .build();
        return ChatRequest.builder()
                .messages(request.messages())
                .parameters(parameters)
                .build();
    }

    @Override
    public String modelName() {
        return name;
    }

    @Override
    public ChatRequestParameters defaultRequestParameters() {
        return PromptParameters.EMPTY;
    }

    @Override
    public List<ChatModelListener> listeners() {
        return List.of();
    }

    @Override
    public ModelProvider provider() {
        return ModelProvider.OTHER;
    }

    /** A target that knows no schemas is asked for JSON in words, so every model of the router answers by them. */
    @Override
    public Set<Capability> supportedCapabilities() {
        return Set.of(Capability.RESPONSE_FORMAT_JSON_SCHEMA);
    }

    @Override
    public String toString() {
        return "RouterModel[" + name + "]";
    }
}
