package dev.llmrouter.llm;

import dev.langchain4j.model.chat.Capability;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.llmrouter.catalog.Timeouts;
import dev.llmrouter.llm.WireModel.Answer;
import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.FailureClass;
import dev.llmrouter.outcome.LlmException;
import dev.llmrouter.outcome.Usage;
import dev.llmrouter.wire.Operation;
import dev.llmrouter.wire.WireRequest;
import io.vertx.core.Vertx;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.support.DefaultAsyncProducer;
import org.jspecify.annotations.Nullable;

/**
 * Asks one model. A request in the router's own form is answered in it; a text, a message, a {@code ChatRequest} or
 * OpenAI's JSON with a {@code ChatResponse}, or with a live stream where one was asked for.
 */
final class LlmProducer extends DefaultAsyncProducer {

    private final LlmEndpoint endpoint;
    private @Nullable ChatModel chat;
    private @Nullable StreamingChatModel streaming;
    private @Nullable WireModel wire;
    private boolean knowsSchemas;
    private Timeouts limits = Timeouts.DEFAULT;

    LlmProducer(LlmEndpoint endpoint) {
        super(endpoint);
        this.endpoint = endpoint;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        Object model = endpoint.getCamelContext().getRegistry().lookupByName(endpoint.getName());
        chat = model instanceof ChatModel plain ? plain : null;
        streaming = model instanceof StreamingChatModel stream ? stream : null;
        knowsSchemas = chat == null || chat.supportedCapabilities().contains(Capability.RESPONSE_FORMAT_JSON_SCHEMA);
        wire = model instanceof WireModel speaks ? speaks : null;
        limits = model instanceof TimeLimited limited ? limited.timeouts() : Timeouts.DEFAULT;
        if (chat == null && streaming == null) {
            throw new IllegalArgumentException("llm:" + endpoint.getName() + ": the registry has no ChatModel and no"
                    + " StreamingChatModel of that name");
        }
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        boolean isOurs = exchange.getMessage().getBody() instanceof LlmRequest;
        try {
            LlmRequest request = LlmRequests.of(exchange, endpoint.isStream());
            return ask(request, new OnExchange(exchange, callback, !isOurs));
        } catch (RuntimeException e) {
            exchange.setException(e);
            callback.done(true);
            return true;
        }
    }

    private boolean ask(LlmRequest request, OnExchange answer) {
        if (!knowsSchemas && EnforcedSchema.isAskedBy(request)) {
            EnforcedSchema.ask(request, this::askModel, answer);
            return false;
        }
        return askModel(request, answer);
    }

    private boolean askModel(LlmRequest request, Answer answer) {
        WireRequest written = wire == null ? null : written(wire, request);
        if (wire != null && written != null) {
            wire.exchange(request, written, answer);
            return false;
        }
        if (!request.isChat()) {
            throw unsupported(request.operation());
        }
        Vertx vertx = EventLoops.of(endpoint.getCamelContext());
        if (request.stream()) {
            if (streaming == null) {
                throw refused("streams");
            }
            new ModelExchange(vertx, endpoint.getName(), limits, request, answer).start(streaming);
            return false;
        }
        if (chat == null) {
            throw refused("whole replies");
        }
        ModelCall.ask(chat, vertx, limits, request, answer);
        return false;
    }

    /** The form in which the request goes to the provider as bytes; null where it must be put in LangChain4j's. */
    private static @Nullable WireRequest written(WireModel model, LlmRequest request) {
        WireRequest asWritten = request.wire();
        if (asWritten != null && model.speaks(asWritten.operation())) {
            return asWritten;
        }
        return model.speaks(Operation.CHAT) ? request.openAi() : null;
    }

    private LlmException unsupported(Operation operation) {
        return Failure.of(
                        FailureClass.UNSUPPORTED,
                        "The model '" + endpoint.getName() + "' can't be asked for " + operation.path() + ".")
                .asException();
    }

    private LlmException refused(String what) {
        return Failure.of(FailureClass.BAD_REQUEST, "The model '" + endpoint.getName() + "' has no " + what + ".")
                .asException();
    }

    /** Puts the outcome on the exchange and lets the route go on. */
    private record OnExchange(Exchange exchange, AsyncCallback callback, boolean isForeign)
            implements WireModel.Answer {

        @Override
        public void replied(LlmReply reply) {
            Message message = exchange.getMessage();
            if (!isForeign) {
                message.setBody(reply);
            } else if (reply.stream() != null) {
                message.setBody(reply.stream());
            } else {
                message.setBody(reply.response());
                Usage usage = reply.usage();
                message.setHeader(LlmHeaders.INPUT_TOKENS, usage.input());
                message.setHeader(LlmHeaders.OUTPUT_TOKENS, usage.output());
            }
            callback.done(false);
        }

        @Override
        public void failed(Failure failure) {
            exchange.setException(failure.asException());
            callback.done(false);
        }
    }
}
