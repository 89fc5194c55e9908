package dev.llmrouter.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmrouter.llm.LlmHeaders;
import dev.llmrouter.outcome.LlmException;
import dev.llmrouter.wire.Json;
import dev.llmrouter.wire.JsonRequest;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.io.IOException;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;

/**
 * Message Translator: the body of an HTTP request becomes a JSON object, an empty one where there is none; method and
 * path become headers of the message. For what is asked of the router itself rather than of a model.
 */
public final class ReadJson implements Processor {

    @Override
    public void process(Exchange exchange) {
        Message message = exchange.getMessage();
        HttpCall call = message.getBody(HttpCall.class);
        message.setHeader(LlmHeaders.HTTP_METHOD, call.method().equals("HEAD") ? "GET" : call.method());
        message.setHeader(
                LlmHeaders.HTTP_PATH,
                QueryStringDecoder.decodeComponent(call.path().replace("+", "%2B")));
        message.setBody(call.body().length() == 0 ? Json.MAPPER.createObjectNode() : read(call), JsonNode.class);
    }

    private static JsonNode read(HttpCall call) {
        try {
            JsonNode body = Json.MAPPER.readTree(call.body().getBytes());
            if (body != null && body.isObject()) {
                return body;
            }
        } catch (IOException e) {
            // said below
        }
        throw malformed();
    }

    private static LlmException malformed() {
        return JsonRequest.malformed("The request body must be a JSON object.", null);
    }
}
