package dev.llmrouter.batch;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmrouter.call.Identity;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.jspecify.annotations.Nullable;

/** Makes a batch of what an exchange asks for in OpenAI's words, and answers with it; whoever asks pays for all of its lines. */
public final class CreateBatch implements Processor {

    private final HostedBatches batches;
    private final Function<Exchange, @Nullable Identity> identity;
    private final List<String> endpoints;

    /**
     * Makes batches.
     *
     * @param identity tells who asks
     * @param endpoints to which the lines of a batch may go
     */
    public CreateBatch(
            HostedBatches batches, Function<Exchange, @Nullable Identity> identity, Collection<String> endpoints) {
        this.batches = batches;
        this.identity = identity;
        this.endpoints = List.copyOf(endpoints);
    }

    @Override
    public void process(Exchange exchange) throws IOException {
        BatchOrder order = BatchOrder.of(exchange.getMessage().getBody(JsonNode.class), endpoints);
        exchange.getMessage().setBody(batches.create(identity.apply(exchange), order));
    }
}
