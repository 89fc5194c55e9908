package dev.llmrouter.experiment;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmrouter.wire.Json;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** Answers with what has been seen of every shadow, as JSON. */
public final class TellShadows implements Processor {

    private final Shadows shadows;

    /** The shadows that there are. */
    public TellShadows(Shadows shadows) {
        this.shadows = shadows;
    }

    @Override
    public void process(Exchange exchange) {
        ObjectNode answer = Json.MAPPER.createObjectNode();
        ArrayNode list = answer.putArray("shadows");
        for (Shadow shadow : shadows.all()) {
            ObjectNode entry = list.addObject()
                    .put("model", shadow.model())
                    .put("use", shadow.use())
                    .put("percent", shadow.percent())
                    .put("spentUsd", shadow.allowance().spent());
            shadow.figures().write(entry);
        }
        exchange.getMessage().setBody(answer);
    }
}
