package dev.llmrouter.http;

import dev.llmrouter.call.Caller;
import dev.llmrouter.llm.Cancellation;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.vertx.core.Context;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * A request as it came over HTTP: the body of an exchange that {@code llm-http:} begins.
 *
 * @param id what the caller and the logs know it by
 * @param method in capitals
 * @param path with no query
 * @param query what follows the question mark, as it came; null where there is none
 * @param remoteAddress IP address of whoever is at the other end of the connection; null where it has none
 * @param loop the event loop of the caller's connection
 * @param cancellation told when the caller leaves
 * @param streamAsked run by whoever finds that the caller wants a stream of events
 */
public record HttpCall(
        String id,
        String method,
        String path,
        @Nullable String query,
        @Nullable String remoteAddress,
        MultiMap headers,
        Buffer body,
        Context loop,
        Cancellation cancellation,
        Runnable streamAsked)
        implements Caller {

    @Override
    public @Nullable String header(String name) {
        return headers.get(name);
    }

    @Override
    public @Nullable String address() {
        return remoteAddress;
    }

    /** {@return what follows the last slash of the path of an exchange that begins with such a request, decoded} */
    public static String lastOfPath(Exchange exchange) {
        String path = exchange.getMessage().getBody(HttpCall.class).path();
        String last = path.substring(path.lastIndexOf('/') + 1);
        return QueryStringDecoder.decodeComponent(last.replace("+", "%2B"));
    }

    @Override
    public List<String> headers(String name) {
        return headers.getAll(name);
    }

    /** Headers may hold keys. */
    @Override
    public String toString() {
        return "HttpCall[" + id + "]";
    }
}
