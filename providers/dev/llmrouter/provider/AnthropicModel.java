package dev.llmrouter.provider;

import dev.langchain4j.model.ModelProvider;
import dev.langchain4j.model.chat.Capability;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.llmrouter.anthropic.ChatAsMessages;
import dev.llmrouter.anthropic.StructuredOutput;
import dev.llmrouter.catalog.Target;
import dev.llmrouter.catalog.Timeouts;
import dev.llmrouter.llm.LlmRequest;
import dev.llmrouter.llm.WireModel;
import dev.llmrouter.openai.OpenAiRequest;
import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.FailureClass;
import dev.llmrouter.wire.FittedRequest;
import dev.llmrouter.wire.Operation;
import dev.llmrouter.wire.WireRequest;
import io.vertx.core.http.RequestOptions;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A model at Anthropic: handed a request to Messages it passes bytes, handed a chat completion it translates both ways,
 * handed a {@code ChatRequest} it is LangChain4j's own Anthropic model, over the same pool of connections.
 */
final class AnthropicModel implements ProviderModel, WireModel {

    private final ProviderServer server;
    private final Target target;
    private final StructuredOutput structured;
    private final RequestOptions post;
    private volatile @Nullable LangChain4jAnthropic langChain4j;

    AnthropicModel(ProviderServer server, Target target, StructuredOutput structured) {
        this.server = server;
        this.target = target;
        this.structured = structured;
        this.post = server.post(Operation.MESSAGES.path(), target.timeouts().connect());
    }

    @Override
    public boolean speaks(Operation operation) {
        return operation == Operation.MESSAGES || operation == Operation.CHAT;
    }

    @Override
    public FittedRequest fitted(WireRequest wire) {
        if (wire instanceof OpenAiRequest chat) {
            ChatAsMessages asked = ChatAsMessages.of(chat, structured);
            return new FittedRequest(asked, asked.dropped());
        }
        return FittedRequest.asIs(wire);
    }

    @Override
    public void exchange(LlmRequest request, WireRequest wire, Answer answer) {
        Answer inDialect = wire instanceof ChatAsMessages asked ? new ChatAnswer(asked, answer) : answer;
        new WireExchange(server, target, post, request, wire, inDialect).start();
    }

    @Override
    public Timeouts timeouts() {
        return target.timeouts();
    }

    @Override
    public ModelProvider provider() {
        return ModelProvider.ANTHROPIC;
    }

    @Override
    public Set<Capability> supportedCapabilities() {
        return Set.of(Capability.RESPONSE_FORMAT_JSON_SCHEMA);
    }

    @Override
    public boolean asksSchemasByTool() {
        return structured == StructuredOutput.TOOL;
    }

    @Override
    public ChatResponse doChat(ChatRequest request) {
        return langChain4j().chat().chat(request);
    }

    @Override
    public void doChat(ChatRequest request, StreamingChatResponseHandler handler) {
        langChain4j().streaming().chat(request, handler);
    }

    /** Made at the first use, since a router that only passes bytes needs none; made twice it is the same. */
    private LangChain4jAnthropic langChain4j() {
        LangChain4jAnthropic made = langChain4j;
        if (made == null) {
            try {
                made = new LangChain4jAnthropic(server, target, structured);
            } catch (NoClassDefFoundError e) {
                throw Failure.of(
                                FailureClass.UNSUPPORTED,
                                "A model of Anthropic's can be used as a LangChain4j model only with"
                                        + " dev.langchain4j:langchain4j-anthropic on the class path.")
                        .asException();
            }
            langChain4j = made;
        }
        return made;
    }

    @Override
    public String toString() {
        return "AnthropicModel[" + target.name() + "]";
    }
}
