package dev.llmrouter.http;

import dev.llmrouter.call.Call;
import java.util.HashMap;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Message Translator: whatever a route ended with becomes an error in OpenAI's envelope. */
public final class WriteError implements Processor {

    private static final Logger LOG = LoggerFactory.getLogger(WriteError.class);

    @Override
    public void process(Exchange exchange) {
        Throwable thrown = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        HttpAnswer answer = OpenAiErrors.of(thrown);
        Call call = Call.find(exchange);
        if (answer.status() == 500) {
            LOG.error("call {} failed in the router itself", call == null ? "?" : call.id(), thrown);
        }
        if (call != null) {
            Map<String, String> headers = new HashMap<>(answer.headers());
            headers.put("x-llm-attempts", Integer.toString(call.asked()));
            answer = new HttpAnswer(answer.status(), answer.contentType(), headers, answer.body(), null);
        }
        exchange.getMessage().setBody(answer);
    }
}
