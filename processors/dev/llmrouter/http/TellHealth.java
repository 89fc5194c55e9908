package dev.llmrouter.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmrouter.wire.Json;
import io.vertx.core.buffer.Buffer;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * Answers whether the router lives and is ready for calls: {@code /health/ready} with 503 while it is not,
 * {@code /health} and {@code /health/live} with 200 as long as it can answer at all. A probe of any other path is told so.
 */
public final class TellHealth implements Processor {

    private static final Set<String> PATHS = Set.of("/health", "/health/live", "/health/ready");

    private final Processor refuse = new RefuseUnknownPath();
    private final BooleanSupplier isReady;

    /** Whether calls can be taken. */
    public TellHealth(BooleanSupplier isReady) {
        this.isReady = isReady;
    }

    @Override
    public void process(Exchange exchange) throws Exception {
        String path = exchange.getMessage().getBody(HttpCall.class).path();
        if (!PATHS.contains(path)) {
            refuse.process(exchange);
            return;
        }
        boolean ready = isReady.getAsBoolean();
        boolean isAsked = path.endsWith("/ready");
        ObjectNode health = Json.MAPPER.createObjectNode().put("status", ready ? "up" : "starting");
        health.put("live", true).put("ready", ready);
        exchange.getMessage()
                .setBody(HttpAnswer.json(isAsked && !ready ? 503 : 200, Map.of(), Buffer.buffer(health.toString())));
    }
}
