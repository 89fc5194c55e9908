package dev.llmrouter.http;

import dev.llmrouter.call.Call;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Message Translator: whatever a route ended with becomes an error in the caller's dialect. */
public final class WriteError implements Processor {

    private static final Logger LOG = LoggerFactory.getLogger(WriteError.class);

    @Override
    public void process(Exchange exchange) {
        Throwable thrown = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        Refusal refusal = Refusal.of(thrown);
        Call call = Call.find(exchange);
        if (refusal.status() == 500 && exchange.getContext().isStopping()) {
            // Camel lets nothing run any more, and says so by exceptions of its own
            refusal = Closing.refusal();
        }
        if (refusal.status() == 500) {
            LOG.error("call {} failed in the router itself", call == null ? "?" : call.id(), thrown);
        }
        if (call != null) {
            refusal = refusal.with("x-llm-attempts", Integer.toString(call.asked()))
                    .with(call.told());
            refusal = QueuedHeader.add(refusal, call);
        }
        Dialect dialect =
                exchange.getFromEndpoint() instanceof LlmHttpEndpoint from ? from.getDialect() : Dialect.OPENAI;
        exchange.getMessage().setBody(dialect.answer(refusal));
    }
}
