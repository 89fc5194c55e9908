package dev.llmrouter.llm;

import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.llmrouter.catalog.Timeouts;
import dev.llmrouter.catalog.Unsupported;
import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.FailureClass;
import dev.llmrouter.outcome.LlmException;
import dev.llmrouter.outcome.Usage;
import dev.llmrouter.wire.FittedRequest;
import dev.llmrouter.wire.Operation;
import dev.llmrouter.wire.WireRequest;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.function.Function;
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
            return ask(request, exchange, lost -> new OnExchange(exchange, callback, !isOurs, lost));
        } catch (RuntimeException e) {
            exchange.setException(e);
            callback.done(true);
            return true;
        }
    }

    private boolean ask(LlmRequest request, Exchange exchange, Function<Dropped, WireModel.Answer> answers) {
        WireRequest written = wire == null ? null : written(wire, request);
        if (wire != null && written != null) {
            FittedRequest fitted = wire.fitted(written);
            List<String> translated = written == request.wire() ? List.of() : request.lostInOpenAi();
            Dropped dropped = Dropped.of(translated, fitted.dropped());
            refuseWhereWanted(dropped, exchange);
            wire.exchange(request, fitted.request(), answers.apply(dropped));
            return false;
        }
        if (!request.isChat()) {
            throw unsupported(request.operation());
        }
        Dropped dropped = Dropped.of(request.lostInOpenAi(), request.lostInChat());
        refuseWhereWanted(dropped, exchange);
        WireModel.Answer answer = answers.apply(dropped);
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

    /** Only now that something would be lost does it matter what is wanted then. */
    private void refuseWhereWanted(Dropped dropped, Exchange exchange) {
        if (dropped.isNothing()) {
            return;
        }
        Unsupported wanted = exchange.getMessage().getHeader(LlmHeaders.UNSUPPORTED, Unsupported.class);
        if ((wanted == null ? endpoint.getUnsupported() : wanted) == Unsupported.REFUSE) {
            throw new Failure(
                            FailureClass.UNSUPPORTED,
                            FailureClass.UNSUPPORTED.status(),
                            "The model '" + endpoint.getName() + "' can't be told: " + dropped.text() + ".",
                            "invalid_request_error",
                            new Dropped(dropped.paths().subList(0, 1)).text(),
                            "unsupported_parameter",
                            null)
                    .asException();
        }
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
    private record OnExchange(Exchange exchange, AsyncCallback callback, boolean isForeign, Dropped dropped)
            implements WireModel.Answer {

        @Override
        public void replied(LlmReply reply) {
            Message message = exchange.getMessage();
            if (!isForeign) {
                message.setBody(reply.withDropped(dropped));
            } else {
                tell(message, reply);
            }
            callback.done(false);
        }

        private void tell(Message message, LlmReply reply) {
            if (dropped.isNothing()) {
                message.removeHeader(LlmHeaders.DROPPED);
            } else {
                message.setHeader(LlmHeaders.DROPPED, dropped.text());
            }
            if (reply.stream() != null) {
                message.setBody(reply.stream());
                return;
            }
            message.setBody(reply.response());
            Usage usage = reply.usage();
            message.setHeader(LlmHeaders.INPUT_TOKENS, usage.input());
            message.setHeader(LlmHeaders.OUTPUT_TOKENS, usage.output());
        }

        @Override
        public void failed(Failure failure) {
            exchange.setException(failure.asException());
            callback.done(false);
        }
    }
}
