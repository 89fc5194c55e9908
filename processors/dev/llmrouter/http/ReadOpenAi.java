package dev.llmrouter.http;

import dev.llmrouter.llm.LlmHeaders;
import dev.llmrouter.llm.LlmRequest;
import dev.llmrouter.openai.OpenAiRequest;
import io.vertx.core.MultiMap;
import java.util.HashMap;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * Message Translator: the body of an HTTP request in OpenAI's format becomes the request of a call. Of the headers a
 * provider sees only those that are meant for it; credentials, cookies and what belongs to a connection stay here.
 */
public final class ReadOpenAi implements Processor {

    private static final String[] FORWARDED = {
        "openai-beta", "idempotency-key", "x-client-request-id", "traceparent", "tracestate", "baggage",
    };

    @Override
    public void process(Exchange exchange) {
        HttpCall call = exchange.getMessage().getBody(HttpCall.class);
        OpenAiRequest wire = OpenAiRequest.read(call.body().getBytes());
        exchange.getMessage().setHeader(LlmHeaders.CALL_ID, call.id());
        exchange.getMessage().setBody(LlmRequest.of(wire, forwarded(call.headers()), call.loop(), call.cancellation()));
    }

    private static Map<String, String> forwarded(MultiMap headers) {
        Map<String, String> forwarded = Map.of();
        for (String name : FORWARDED) {
            String value = headers.get(name);
            if (value != null) {
                forwarded = forwarded.isEmpty() ? new HashMap<>() : forwarded;
                forwarded.put(name, value);
            }
        }
        return forwarded;
    }
}
