package dev.llmrouter.batch;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmrouter.wire.Json;
import java.util.List;
import java.util.function.Supplier;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** Answers with how far the batches are, as JSON. */
public final class TellBatches implements Processor {

    private final Supplier<List<Progress>> batches;

    /** Those. */
    public TellBatches(Supplier<List<Progress>> batches) {
        this.batches = batches;
    }

    @Override
    public void process(Exchange exchange) {
        ObjectNode answer = Json.MAPPER.createObjectNode();
        ArrayNode all = answer.putArray("batches");
        batches.get().forEach(batch -> all.add(batch.json()));
        exchange.getMessage().setBody(answer);
    }
}
