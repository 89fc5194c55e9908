package dev.llmrouter.http;

import dev.llmrouter.call.Caller;
import dev.llmrouter.llm.LlmHeaders;
import dev.llmrouter.llm.LlmRequest;
import dev.llmrouter.wire.WireRequest;
import io.vertx.core.MultiMap;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * Message Translator: an HTTP request in some dialect becomes the request of a call. Of the headers a provider sees
 * only those that are meant for it; credentials, cookies and what belongs to a connection stay here.
 */
public final class ReadRequest implements Processor {

    private static final String[] FORWARDED = {
        "openai-beta",
        "anthropic-beta",
        "anthropic-version",
        "idempotency-key",
        "x-client-request-id",
        "traceparent",
        "tracestate",
        "baggage",
    };

    private final Function<HttpCall, WireRequest> dialect;

    /** What reads the request of a call; throws {@code LlmException} of class BAD_REQUEST for one that can't be read. */
    public ReadRequest(Function<HttpCall, WireRequest> dialect) {
        this.dialect = dialect;
    }

    /** {@return a step that reads the bytes of the body} */
    public static ReadRequest ofBody(Function<byte[], WireRequest> dialect) {
        return new ReadRequest(call -> dialect.apply(call.body().getBytes()));
    }

    @Override
    public void process(Exchange exchange) {
        HttpCall call = exchange.getMessage().getBody(HttpCall.class);
        WireRequest wire = dialect.apply(call);
        exchange.getMessage().setHeader(LlmHeaders.CALL_ID, call.id());
        exchange.setProperty(Caller.PROPERTY, call);
        LlmRequest request = LlmRequest.of(wire, forwarded(call.headers()), call.loop(), call.cancellation());
        exchange.getMessage().setBody(request);
        if (request.stream() && request.isChat()) {
            call.streamAsked().run();
        }
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
