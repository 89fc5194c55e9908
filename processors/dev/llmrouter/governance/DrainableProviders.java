package dev.llmrouter.governance;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmrouter.key.KeyReport;
import dev.llmrouter.provider.Provider;
import dev.llmrouter.wire.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The providers of a router, with the calls that all of their targets have now. */
record DrainableProviders(TargetStates states, Roster roster) implements Drainable {

    private static final String OFF = "off";

    @Override
    public String what() {
        return "provider";
    }

    @Override
    public List<String> names() {
        return roster.providers().stream().map(Provider::name).toList();
    }

    @Override
    public boolean has(String name) {
        return roster.provider(name).isPresent();
    }

    @Override
    public ObjectNode tell(String name) {
        ObjectNode told = Json.MAPPER
                .createObjectNode()
                .put("name", name)
                .put("state", state(name))
                .put("inFlight", inFlight(name));
        List<KeyReport> keys = roster.provider(name).orElseThrow().keys().tell();
        if (!keys.isEmpty()) {
            ArrayNode list = told.putArray("keys");
            keys.forEach(key -> list.add(tell(key)));
        }
        return told;
    }

    private static ObjectNode tell(KeyReport key) {
        ObjectNode told = Json.MAPPER.createObjectNode().put("key", key.key()).put("state", key.state());
        if (key.because() != null) {
            told.put("because", key.because());
        }
        if (!key.models().isEmpty()) {
            ObjectNode models = told.putObject("models");
            key.models().forEach(models::put);
        }
        return told;
    }

    private String state(String name) {
        if (configuredOff(name) != null) {
            return OFF;
        }
        return states.isProviderDrained(name) ? DRAINED : ON;
    }

    private int inFlight(String name) {
        return roster.targets().stream()
                .filter(target -> target.provider().equals(name))
                .mapToInt(roster::inFlight)
                .sum();
    }

    @Override
    public @Nullable String configuredOff(String name) {
        return roster.provider(name)
                .orElseThrow()
                .offBecause()
                .map(why -> "is off: " + why)
                .orElse(null);
    }

    @Override
    public void drain(String name, boolean isDrained) {
        if (isDrained) {
            states.drainProvider(name);
        } else {
            states.resumeProvider(name);
        }
    }
}
