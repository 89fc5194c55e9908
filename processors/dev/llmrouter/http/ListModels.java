package dev.llmrouter.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmrouter.wire.Json;
import io.vertx.core.buffer.Buffer;
import java.util.Collection;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** Answers with the models that callers may ask for, or with one of them, in OpenAI's format. */
public final class ListModels implements Processor {

    private static final String PATH = "/v1/models";

    private final Supplier<Collection<String>> names;
    private final Consumer<String> check;
    private final long created = System.currentTimeMillis() / 1000;

    /**
     * The models to list.
     *
     * @param check throws for a name that callers may not ask for
     */
    public ListModels(Supplier<Collection<String>> names, Consumer<String> check) {
        this.names = names;
        this.check = check;
    }

    @Override
    public void process(Exchange exchange) {
        String path = exchange.getMessage().getBody(HttpCall.class).path();
        exchange.getMessage()
                .setBody(HttpAnswer.json(
                        200,
                        Map.of(),
                        Buffer.buffer(
                                (path.length() <= PATH.length() + 1 ? all() : one(path.substring(PATH.length() + 1)))
                                        .toString())));
    }

    private ObjectNode all() {
        ObjectNode list = Json.MAPPER.createObjectNode().put("object", "list");
        ArrayNode data = list.putArray("data");
        names.get().forEach(name -> data.add(model(name)));
        return list;
    }

    private ObjectNode one(String encoded) {
        String name = io.netty.handler.codec.http.QueryStringDecoder.decodeComponent(encoded.replace("+", "%2B"));
        check.accept(name);
        return model(name);
    }

    private ObjectNode model(String name) {
        return Json.MAPPER
                .createObjectNode()
                .put("id", name)
                .put("object", "model")
                .put("created", created)
                .put("owned_by", "llm-router");
    }
}
