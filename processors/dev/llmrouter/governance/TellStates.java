package dev.llmrouter.governance;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmrouter.wire.Json;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** Answers with what a target or a provider does now, or all of them, as JSON. */
public final class TellStates implements Processor {

    private final Drainable drainable;

    private TellStates(Drainable drainable) {
        this.drainable = drainable;
    }

    /** Of targets. */
    public static TellStates ofTargets(TargetStates states, Roster roster) {
        return new TellStates(new DrainableTargets(states, roster));
    }

    /** Of providers. */
    public static TellStates ofProviders(TargetStates states, Roster roster) {
        return new TellStates(new DrainableProviders(states, roster));
    }

    @Override
    public void process(Exchange exchange) {
        boolean isOfAll = NamedByPath.name(exchange).isEmpty();
        exchange.getMessage().setBody(isOfAll ? all() : drainable.tell(NamedByPath.existing(exchange, drainable)));
    }

    private ObjectNode all() {
        ObjectNode answer = Json.MAPPER.createObjectNode();
        ArrayNode list = answer.putArray(drainable.what() + "s");
        drainable.names().forEach(name -> list.add(drainable.tell(name)));
        return answer;
    }
}
