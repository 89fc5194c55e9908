package dev.llmrouter.llm;

import dev.llmrouter.catalog.Unsupported;
import dev.llmrouter.fault.Faults;
import dev.llmrouter.llm.WireModel.Answer;
import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.Usage;
import dev.llmrouter.wire.Operation;
import io.vertx.core.Vertx;
import java.util.Objects;
import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.support.DefaultAsyncProducer;
import org.jspecify.annotations.Nullable;

/**
 * Asks one model. A request in the router's own form is answered in it; a text, a message, a {@code ChatRequest} or
 * OpenAI's JSON with a {@code ChatResponse}, or with a live stream where one was asked for. A model that only makes
 * embeddings makes them of a text, of a list of texts, or as OpenAI's JSON says.
 */
final class LlmProducer extends DefaultAsyncProducer {

    private final LlmEndpoint endpoint;
    private @Nullable AskedModel model;
    private volatile @Nullable Vertx loops;

    LlmProducer(LlmEndpoint endpoint) {
        super(endpoint);
        this.endpoint = endpoint;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        CamelContext camel = endpoint.getCamelContext();
        Object found = camel.getRegistry().lookupByName(endpoint.getName());
        Faults faults = camel.getRegistry().lookupByNameAndType(Faults.NAME, Faults.class);
        loops = null;
        model = new AskedModel(endpoint.getName(), found, () -> loops(camel), faults);
    }

    /** Looked up at the first call that needs them, and not at each: that is a search of the whole registry. */
    private Vertx loops(CamelContext camel) {
        Vertx known = loops;
        if (known == null) {
            known = EventLoops.of(camel);
            loops = known;
        }
        return known;
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        Message message = exchange.getMessage();
        AskedModel asked = Objects.requireNonNull(model);
        try {
            if (asked.isForEmbeddingsOnly() && EmbeddedTexts.isFor(message)) {
                asked.embed(message, failure -> exchange.setException(failure.asException()));
                callback.done(true);
                return true;
            }
            boolean isOurs = message.getBody() instanceof LlmRequest;
            LlmRequest request = LlmRequests.of(exchange, endpoint.isStream());
            asked.ask(request, unsupported(message), new OnExchange(exchange, callback, !isOurs));
            return false;
        } catch (RuntimeException e) {
            exchange.setException(e);
            callback.done(true);
            return true;
        }
    }

    private Unsupported unsupported(Message message) {
        Unsupported wanted = message.getHeader(LlmHeaders.UNSUPPORTED, Unsupported.class);
        return wanted == null ? endpoint.getUnsupported() : wanted;
    }

    /** Puts the outcome on the exchange and lets the route go on. */
    private record OnExchange(Exchange exchange, AsyncCallback callback, boolean isForeign) implements Answer {

        @Override
        public void replied(LlmReply reply) {
            Message message = exchange.getMessage();
            if (!isForeign) {
                message.setBody(reply);
            } else {
                tell(message, reply);
            }
            callback.done(false);
        }

        private static void tell(Message message, LlmReply reply) {
            Dropped dropped = reply.dropped();
            if (dropped.isNothing()) {
                message.removeHeader(LlmHeaders.DROPPED);
            } else {
                message.setHeader(LlmHeaders.DROPPED, dropped.text());
            }
            if (reply.stream() != null) {
                message.setBody(reply.stream());
                return;
            }
            message.setBody(whole(reply));
            Usage usage = reply.usage();
            message.setHeader(LlmHeaders.INPUT_TOKENS, usage.input());
            message.setHeader(LlmHeaders.OUTPUT_TOKENS, usage.output());
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
