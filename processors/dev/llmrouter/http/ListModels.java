package dev.llmrouter.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmrouter.call.NotAllowedException;
import dev.llmrouter.catalog.DataTerms;
import dev.llmrouter.catalog.ModelFacts;
import dev.llmrouter.wire.Json;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Map;
import java.util.function.BiConsumer;
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
    private final BiConsumer<Exchange, String> check;
    private final ModelEntryWriter writer = new ModelEntryWriter(Instant.now().truncatedTo(ChronoUnit.SECONDS));

    /**
     * The models to list.
     *
     * @param facts what is known of a model; throws for a name that callers may not ask for
     * @param terms what becomes of the data that goes to it; likewise
     * @param check throws for a name that this caller may not ask for
     */
    public ListModels(
            Supplier<Collection<String>> names,
            Function<String, ModelFacts> facts,
            Function<String, DataTerms> terms,
            BiConsumer<Exchange, String> check) {
        this.names = names;
        this.facts = facts;
        this.terms = terms;
        this.check = check;
    }

    @Override
    public void process(Exchange exchange) {
        String path = exchange.getMessage().getBody(HttpCall.class).path();
        ObjectNode answer =
                path.length() <= PATH.length() + 1 ? all(exchange) : one(path.substring(PATH.length() + 1), exchange);
        exchange.getMessage().setBody(HttpAnswer.json(200, Map.of(), Buffer.buffer(answer.toString())));
    }

    private ObjectNode all(Exchange exchange) {
        ObjectNode list = Json.MAPPER.createObjectNode().put("object", "list");
        ArrayNode data = list.putArray("data");
        String first = null;
        String last = null;
        for (String name : names.get()) {
            if (!mayAsk(exchange, name)) {
                continue;
            }
            data.add(write(name));
            first = first == null ? name : first;
            last = name;
        }
        return list.put("has_more", false).put("first_id", first).put("last_id", last);
    }

    private boolean mayAsk(Exchange exchange, String name) {
        try {
            check.accept(exchange, name);
            return true;
        } catch (NotAllowedException e) {
            return false;
        }
    }

    private ObjectNode one(String encoded, Exchange exchange) {
        String name = io.netty.handler.codec.http.QueryStringDecoder.decodeComponent(encoded.replace("+", "%2B"));
        check.accept(exchange, name);
        return write(name);
    }

    private ObjectNode write(String name) {
        return writer.write(name, facts.apply(name), terms.apply(name));
    }
}
