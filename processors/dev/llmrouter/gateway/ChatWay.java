package dev.llmrouter.gateway;

import dev.llmrouter.call.Workers;
import dev.llmrouter.llm.EventLoops;
import dev.llmrouter.llm.LlmReply;
import dev.llmrouter.llm.LlmRequest;
import dev.llmrouter.outcome.LlmStream;
import io.vertx.core.Context;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import org.apache.camel.AsyncCallback;
import org.apache.camel.AsyncProducer;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.spi.UnitOfWork;
import org.apache.camel.support.AsyncProcessorSupport;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.UnitOfWorkHelper;
import org.apache.camel.support.service.ServiceHelper;
import org.apache.camel.util.concurrent.ThreadPoolRejectedPolicy;
import org.jspecify.annotations.Nullable;

/**
 * Takes requests down the way of a prompt. Each is an exchange of its own, with a unit of work that is done when all of the
 * reply is there: what is settled then sees the whole of a stream, and is settled before its reader sees the end.
 * Thread-safe.
 */
public final class ChatWay extends AsyncProcessorSupport {

    /** The name in the registry of a context. */
    public static final String NAME = "llm-router-way";

    private final CamelContext camel;
    private @Nullable Endpoint endpoint;
    private @Nullable AsyncProducer chat;
    private @Nullable ExecutorService workers;

    /** The way in that context, where the spine has to be by the first request. */
    public ChatWay(CamelContext camel) {
        this.camel = camel;
    }

    /** {@return a new exchange for that request; a stream is read on an event loop of its own} */
    public Exchange exchange(LlmRequest request) {
        Exchange exchange = endpoint().createExchange();
        boolean needsLoop = request.stream() && request.context() == null;
        exchange.getMessage()
                .setBody(needsLoop ? request.on(EventLoops.of(camel).getOrCreateContext()) : request);
        return exchange;
    }

    /** Asks, and waits for the whole reply or the first content of a stream, which is the message then, or an exception. */
    public void ask(Exchange exchange) {
        PluginHelper.getAsyncProcessorAwaitManager(camel).process(this, exchange);
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        LlmRequest request = exchange.getMessage().getBody(LlmRequest.class);
        AsyncProducer way;
        try {
            way = chat();
            UnitOfWork work = PluginHelper.getUnitOfWorkFactory(camel).createUnitOfWork(exchange);
            exchange.getExchangeExtension().setUnitOfWork(work);
        } catch (Exception e) {
            exchange.setException(e);
            callback.done(true);
            return true;
        }
        return way.process(exchange, doneSync -> {
            leaves(exchange, request.context());
            callback.done(doneSync);
        });
    }

    private void leaves(Exchange exchange, @Nullable Context loop) {
        LlmReply reply = exchange.getException() == null ? exchange.getMessage().getBody(LlmReply.class) : null;
        LlmStream stream = reply == null ? null : reply.stream();
        if (reply == null || stream == null || loop == null) {
            done(exchange);
        } else {
            exchange.getMessage().setBody(reply.with(new SettledStream(stream, loop, then -> settle(exchange, then))));
        }
    }

    /** A stream ends on the event loop, and what is settled then may block. */
    private void settle(Exchange exchange, Runnable then) {
        Runnable whole = () -> {
            try {
                done(exchange);
            } finally {
                then.run();
            }
        };
        try {
            workers().execute(whole);
        } catch (RejectedExecutionException full) {
            whole.run();
        }
    }

    private static void done(Exchange exchange) {
        UnitOfWorkHelper.doneUow(exchange.getUnitOfWork(), exchange);
    }

    /** {@return what work is done on that may block} */
    synchronized ExecutorService workers() {
        ExecutorService known = workers;
        if (known == null) {
            known = Workers.create(camel, "llm-gateway", ThreadPoolRejectedPolicy.Abort);
            workers = known;
        }
        return known;
    }

    private synchronized Endpoint endpoint() {
        Endpoint known = endpoint;
        if (known == null) {
            known = camel.getEndpoint("direct:chat");
            endpoint = known;
        }
        return known;
    }

    /** At the first request, since the spine is installed behind those who want to use it. */
    private synchronized AsyncProducer chat() throws Exception {
        AsyncProducer known = chat;
        if (known == null) {
            known = endpoint().createAsyncProducer();
            ServiceHelper.startService(known);
            chat = known;
        }
        return known;
    }

    @Override
    protected void doStop() {
        ServiceHelper.stopService(chat);
        if (workers != null) {
            workers.shutdown();
        }
    }
}
