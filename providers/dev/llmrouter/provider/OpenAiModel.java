package dev.llmrouter.provider;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.ModelProvider;
import dev.langchain4j.model.chat.Capability;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.output.Response;
import dev.llmrouter.catalog.Target;
import dev.llmrouter.catalog.Timeouts;
import dev.llmrouter.llm.LlmRequest;
import dev.llmrouter.llm.WireModel;
import dev.llmrouter.openai.JsonSchemaSupport;
import dev.llmrouter.openai.OpenAiRequest;
import dev.llmrouter.openai.RequestFitter;
import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.FailureClass;
import dev.llmrouter.outcome.LlmException;
import dev.llmrouter.responses.ChatAsResponses;
import dev.llmrouter.wire.FittedRequest;
import dev.llmrouter.wire.Operation;
import dev.llmrouter.wire.WireRequest;
import io.vertx.core.http.RequestOptions;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A model at an OpenAI-compatible server: handed OpenAI's JSON it passes bytes, handed a {@code ChatRequest} it is
 * LangChain4j's own OpenAI model, over the same pool of connections; where the server speaks Responses but no chat
 * completions, chats are translated. It is an {@code EmbeddingModel} as well, since what
 * a model is for only its name says.
 */
public final class OpenAiModel implements ProviderModel, WireModel, EmbeddingModel {

    private final ProviderServer server;
    private final Target target;
    private final RequestFitter fitter;
    private final RequestFitter ofTranslated;
    private final Map<Operation, RequestOptions> posts = new EnumMap<>(Operation.class);
    private final ResponsesCalls responses;
    private volatile @Nullable ChatModel chat;
    private volatile @Nullable StreamingChatModel streaming;
    private volatile @Nullable EmbeddingModel embeddings;

    /** A model at a server; the fitters are the same for all of its models, {@code fitter} for what is not translated. */
    public OpenAiModel(
            ProviderServer server,
            Target target,
            Set<Operation> operations,
            RequestFitter fitter,
            RequestFitter ofTranslated) {
        this.server = server;
        this.target = target;
        this.fitter = fitter;
        this.ofTranslated = ofTranslated;
        this.responses = new ResponsesCalls(server, target);
        for (Operation operation : operations) {
            posts.put(operation, server.post(operation.path(), target.timeouts().connect()));
        }
    }

    @Override
    public boolean speaks(Operation operation) {
        return posts.containsKey(operation) || (operation == Operation.CHAT && isForResponsesOnly());
    }

    private boolean isForResponsesOnly() {
        return posts.containsKey(Operation.RESPONSES) && !posts.containsKey(Operation.CHAT);
    }

    @Override
    public FittedRequest fitted(WireRequest wire) {
        if (!(wire instanceof OpenAiRequest chat)) {
            return FittedRequest.asIs(wire);
        }
        if (isForResponsesOnly()) {
            ChatAsResponses asked = ChatAsResponses.of(chat);
            return new FittedRequest(asked, asked.dropped());
        }
        RequestFitter by = chat.isTranslated() ? ofTranslated : fitter;
        return by.quirks().leavesRequestsAlone() ? FittedRequest.asIs(wire) : chat.fitted(by);
    }

    @Override
    public void exchange(LlmRequest request, WireRequest wire, Answer answer) {
        RequestOptions post = Objects.requireNonNull(posts.get(wire.operation()));
        Answer inDialect = wire instanceof ChatAsResponses asked ? new ChatAnswer(asked, answer) : answer;
        new WireExchange(server, target, post, request, wire, inDialect).start();
    }

    @Override
    public Timeouts timeouts() {
        return target.timeouts();
    }

    @Override
    public ModelProvider provider() {
        return ModelProvider.OPEN_AI;
    }

    @Override
    public Set<Capability> supportedCapabilities() {
        return jsonSchemaSupport() == JsonSchemaSupport.NATIVE
                ? Set.of(Capability.RESPONSE_FORMAT_JSON_SCHEMA)
                : Set.of();
    }

    @Override
    public JsonSchemaSupport jsonSchemaSupport() {
        return fitter.quirks().jsonSchema();
    }

    @Override
    public ChatResponse doChat(ChatRequest request) {
        return isForResponsesOnly() ? responses.chat(request) : chatModel().chat(request);
    }

    @Override
    public void doChat(ChatRequest request, StreamingChatResponseHandler handler) {
        if (isForResponsesOnly()) {
            responses.chat(request, handler);
        } else {
            streamingModel().chat(request, handler);
        }
    }

    /** Made at the first use, since a router that only passes bytes needs none; made twice it is the same. */
    private ChatModel chatModel() {
        ChatModel made = chat;
        if (made == null) {
            checkUsable();
            made = LangChain4jOpenAi.chat(server, target, fitter);
            chat = made;
        }
        return made;
    }

    private StreamingChatModel streamingModel() {
        StreamingChatModel made = streaming;
        if (made == null) {
            checkUsable();
            made = LangChain4jOpenAi.streaming(server, target, fitter);
            streaming = made;
        }
        return made;
    }

    @Override
    public Response<List<Embedding>> embedAll(List<TextSegment> texts) {
        if (!speaks(Operation.EMBEDDINGS)) {
            throw unsupported("can't be asked for " + Operation.EMBEDDINGS.path());
        }
        EmbeddingModel made = embeddings;
        if (made == null) {
            checkJar();
            made = LangChain4jOpenAi.embeddings(server, target);
            embeddings = made;
        }
        return made.embedAll(texts);
    }

    @Override
    public String modelName() {
        return target.model();
    }

    private void checkUsable() {
        if (!speaks(Operation.CHAT)) {
            throw unsupported("can't be asked for " + Operation.CHAT.path());
        }
        checkJar();
    }

    private void checkJar() {
        Jars.missing("dev.langchain4j.model.openai.OpenAiChatModel", "dev.langchain4j:langchain4j-open-ai")
                .ifPresent(missing -> {
                    throw unsupported("can't be asked in LangChain4j's form: " + missing);
                });
    }

    private LlmException unsupported(String what) {
        return Failure.of(FailureClass.UNSUPPORTED, "The model '" + target.name() + "' " + what + ".")
                .asException();
    }

    @Override
    public String toString() {
        return "OpenAiModel[" + target.name() + "]";
    }
}
