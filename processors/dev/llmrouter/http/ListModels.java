package dev.llmrouter.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmrouter.catalog.DataTerms;
import dev.llmrouter.catalog.ModelFacts;
import dev.llmrouter.wire.Json;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** Answers with the models that callers may ask for, or with one of them, for clients of OpenAI and Anthropic alike. */
public final class ListModels implements Processor {

    private static final String PATH = "/v1/models";

    private final Supplier<Collection<String>> names;
    private final Function<String, ModelFacts> facts;
    private final Function<String, DataTerms> terms;
    private final ModelEntryWriter writer = new ModelEntryWriter(Instant.now().truncatedTo(ChronoUnit.SECONDS));

    /**
     * The models to list.
     *
     * @param facts what is known of a model; throws for a name that callers may not ask for
     * @param terms what becomes of the data that goes to it; likewise
     */
    public ListModels(
            Supplier<Collection<String>> names, Function<String, ModelFacts> facts, Function<String, DataTerms> terms) {
        this.names = names;
        this.facts = facts;
        this.terms = terms;
    }

    @Override
    public void process(Exchange exchange) {
        String path = exchange.getMessage().getBody(HttpCall.class).path();
        ObjectNode answer = path.length() <= PATH.length() + 1 ? all() : one(path.substring(PATH.length() + 1));
        exchange.getMessage().setBody(HttpAnswer.json(200, Map.of(), Buffer.buffer(answer.toString())));
    }

    private ObjectNode all() {
        ObjectNode list = Json.MAPPER.createObjectNode().put("object", "list");
        ArrayNode data = list.putArray("data");
        String first = null;
        String last = null;
        for (String name : names.get()) {
            data.add(write(name));
            first = first == null ? name : first;
            last = name;
        }
        return list.put("has_more", false).put("first_id", first).put("last_id", last);
    }

    private ObjectNode one(String encoded) {
        String name = io.netty.handler.codec.http.QueryStringDecoder.decodeComponent(encoded.replace("+", "%2B"));
        return write(name);
    }

    private ObjectNode write(String name) {
        return writer.write(name, facts.apply(name), terms.apply(name));
    }
}
