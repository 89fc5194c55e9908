package dev.llmrouter.http;

import dev.llmrouter.call.RefusedException;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** Message Translator: the query of the URL of an HTTP request becomes a map from names to lists of values. */
public final class ReadQuery implements Processor {

    @Override
    public void process(Exchange exchange) {
        String query = exchange.getMessage().getBody(HttpCall.class).query();
        try {
            exchange.getMessage().setBody(query == null ? Map.of() : new QueryStringDecoder(query, false).parameters());
        } catch (IllegalArgumentException e) {
            throw new RefusedException(400, "The query of the URL can't be read.", "invalid_url");
        }
    }
}
