package dev.llmrouter.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.buffer.Buffer;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** Message Translator: JSON that a route made becomes its answer. */
public final class WriteJson implements Processor {

    @Override
    public void process(Exchange exchange) {
        JsonNode json = exchange.getMessage().getBody(JsonNode.class);
        exchange.getMessage().setBody(HttpAnswer.json(200, Map.of(), Buffer.buffer(json.toString())));
    }
}
