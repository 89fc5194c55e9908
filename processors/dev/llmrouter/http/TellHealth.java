package dev.llmrouter.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmrouter.call.HealthEntry;
import dev.llmrouter.wire.Json;
import io.vertx.core.buffer.Buffer;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.jspecify.annotations.Nullable;

/**
 * Answers whether the router lives and is ready for calls: {@code /health/ready} with 503 while it is not,
 * {@code /health} and {@code /health/live} with 200 as long as it can answer at all. A probe of any other path is told so.
 */
public final class TellHealth implements Processor {

    private static final Set<String> PATHS = Set.of("/health", "/health/live", "/health/ready");

    private final Processor refuse = new RefuseUnknownPath();
    private static final String UP = "up";

    private final CamelContext camel;

    private final Supplier<Collection<String>> faults;
    private final Supplier<@Nullable ObjectNode> store;

    /**
     * Calls can be taken while that context is started.
     *
     * @param faults the names of what is made to go wrong on purpose, which nobody should forget
     * @param store how the store is, which readiness does not depend on; null where there is none
     */
    public TellHealth(CamelContext camel, Supplier<Collection<String>> faults, Supplier<@Nullable ObjectNode> store) {
        this.camel = camel;
        this.faults = faults;
        this.store = store;
    }

    @Override
    public void process(Exchange exchange) throws Exception {
        String path = exchange.getMessage().getBody(HttpCall.class).path();
        if (!PATHS.contains(path)) {
            refuse.process(exchange);
            return;
        }
        String status = status();
        boolean ready = status.equals(UP);
        boolean isAsked = path.endsWith("/ready");
        ObjectNode health = Json.MAPPER.createObjectNode().put("status", status);
        health.put("live", true).put("ready", ready);
        Collection<String> wrong = faults.get();
        if (!wrong.isEmpty()) {
            wrong.forEach(health.putArray("faults")::add);
        }
        ObjectNode stored = store.get();
        if (stored != null) {
            health.set("store", stored);
        }
        camel.getRegistry().findByType(HealthEntry.class).forEach(entry -> health.withObject("parts")
                .put(entry.name(), entry.isUp().getAsBoolean() ? UP : "down"));
        exchange.getMessage()
                .setBody(HttpAnswer.json(isAsked && !ready ? 503 : 200, Map.of(), Buffer.buffer(health.toString())));
    }

    private String status() {
        return switch (camel.getStatus()) {
            case Started -> UP;
            case Stopping, Stopped -> "stopping";
            case Suspending, Suspended -> "suspended";
            default -> "starting";
        };
    }
}
