package dev.llmrouter.llm;

import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.llmrouter.catalog.Timeouts;
import dev.llmrouter.embeddings.EmbeddingsRequest;
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
 * OpenAI's JSON with a {@code ChatResponse}, or with a live stream where one was asked for. A request that is no chat is
 * answered with JSON; a text or a list of texts for a model that only makes embeddings with a {@code float[]} or a list
 * of them.
 */
final class LlmProducer extends DefaultAsyncProducer {

    private final LlmEndpoint endpoint;
    private @Nullable ChatModel chat;
    private @Nullable StreamingChatModel streaming;
    private @Nullable EmbeddingsCall embeddings;
    private @Nullable WireModel wire;
    private Timeouts limits = Timeouts.DEFAULT;

    LlmProducer(LlmEndpoint endpoint) {
        super(endpoint);
        this.endpoint = endpoint;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        Object model = endpoint.getCamelContext().getRegistry().lookupByName(endpoint.getName());
        boolean chats = !(model instanceof EmbeddingsOnly);
        chat = chats && model instanceof ChatModel plain ? plain : null;
        streaming = chats && model instanceof StreamingChatModel stream ? stream : null;
        embeddings = model instanceof EmbeddingModel embeds ? new EmbeddingsCall(embeds, endpoint.getName()) : null;
        wire = model instanceof WireModel speaks ? speaks : null;
        limits = model instanceof TimeLimited limited ? limited.timeouts() : Timeouts.DEFAULT;
        if (!canChat() && embeddings == null) {
            throw new IllegalArgumentException("llm:" + endpoint.getName() + ": the registry has no ChatModel, no"
                    + " StreamingChatModel and no EmbeddingModel of that name");
        }
    }

    private boolean canChat() {
        return chat != null || streaming != null;
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        boolean isOurs = exchange.getMessage().getBody() instanceof LlmRequest;
        try {
            if (embeddings != null && !canChat() && EmbeddedTexts.isFor(exchange.getMessage())) {
                return embed(exchange, callback, embeddings);
            }
            LlmRequest request = LlmRequests.of(exchange, endpoint.isStream());
            return ask(request, new OnExchange(exchange, callback, !isOurs));
        } catch (RuntimeException e) {
            exchange.setException(e);
            callback.done(true);
            return true;
        }
    }

    private boolean embed(Exchange exchange, AsyncCallback callback, EmbeddingsCall model) {
        Message message = exchange.getMessage();
        ModelCall.ask(
                () -> EmbeddedTexts.of(message, model),
                EventLoops.of(endpoint.getCamelContext()),
                limits,
                new Cancellation(),
                message::setBody,
                failure -> exchange.setException(failure.asException()));
        callback.done(true);
        return true;
    }

    private boolean ask(LlmRequest request, OnExchange answer) {
        WireRequest written = wire == null ? null : written(wire, request);
        if (wire != null && written != null) {
            wire.exchange(request, written, answer);
            return false;
        }
        Vertx vertx = EventLoops.of(endpoint.getCamelContext());
        if (embeddings != null && request.wire() instanceof EmbeddingsRequest wanted) {
            EmbeddingsCall call = embeddings;
            ModelCall.ask(
                    () -> call.reply(wanted), vertx, limits, request.cancellation(), answer::replied, answer::failed);
            return false;
        }
        if (!request.isChat() || !canChat()) {
            throw unsupported(request.operation());
        }
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
                message.setBody(whole(reply));
                Usage usage = reply.usage();
                message.setHeader(LlmHeaders.INPUT_TOKENS, usage.input());
                message.setHeader(LlmHeaders.OUTPUT_TOKENS, usage.output());
            }
            callback.done(false);
        }

        /** What is no chat has no form in LangChain4j, so it stays as the provider wrote it. */
        private static @Nullable Object whole(LlmReply reply) {
            if (reply.operation() == Operation.CHAT) {
                return reply.response();
            }
            return reply.body() == null ? null : reply.body().toString();
        }

        @Override
        public void failed(Failure failure) {
            exchange.setException(failure.asException());
            callback.done(false);
        }
    }
}
