package dev.llmrouter.governance;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmrouter.call.RefusedException;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * Drains a target or a provider, or lets it get calls again, as {@code {"state": "drained"}} or {@code {"state": "on"}}
 * says, from the next call on.
 */
public final class SetState implements Processor {

    private final Drainable drainable;

    private SetState(Drainable drainable) {
        this.drainable = drainable;
    }

    /** Of targets. */
    public static SetState ofTargets(TargetStates states, Roster roster) {
        return new SetState(new DrainableTargets(states, roster));
    }

    /** Of providers. */
    public static SetState ofProviders(TargetStates states, Roster roster) {
        return new SetState(new DrainableProviders(states, roster));
    }

    @Override
    public void process(Exchange exchange) {
        String name = NamedByPath.existing(exchange, drainable);
        boolean isDrained = isDrained(exchange.getMessage().getBody(JsonNode.class));
        checkOurs(name);
        drainable.drain(name, isDrained);
    }

    private void checkOurs(String name) {
        String off = drainable.configuredOff(name);
        if (off != null) {
            throw new RefusedException(
                    409,
                    "By the configuration, which alone can change that, the " + drainable.what() + " '" + name + "' "
                            + off + ".",
                    "set_by_configuration");
        }
    }

    private static boolean isDrained(JsonNode body) {
        return switch (body.path("state").asText()) {
            case Drainable.DRAINED -> true;
            case Drainable.ON -> false;
            default ->
                throw new RefusedException(
                        400, "'state': expected {\"state\": \"drained\"} or {\"state\": \"on\"}.", "invalid_request");
        };
    }
}
