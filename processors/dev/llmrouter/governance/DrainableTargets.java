package dev.llmrouter.governance;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmrouter.catalog.Target;
import dev.llmrouter.wire.Json;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The targets of a router, with the calls that they have now. */
record DrainableTargets(TargetStates states, Roster roster) implements Drainable {

    private static final String DISABLED = "disabled";

    @Override
    public String what() {
        return "target";
    }

    /** Those that were made on demand are among them, and those that were drained before their first call. */
    @Override
    public List<String> names() {
        TreeSet<String> names = new TreeSet<>(states.getDrainedTargets());
        roster.targets().forEach(target -> names.add(target.name()));
        return List.copyOf(names);
    }

    @Override
    public boolean has(String name) {
        return roster.target(name).isPresent();
    }

    private Target find(String name) {
        return roster.target(name).orElseThrow();
    }

    @Override
    public ObjectNode tell(String name) {
        Target target = find(name);
        ObjectNode entry = Json.MAPPER
                .createObjectNode()
                .put("name", target.name())
                .put("provider", target.provider())
                .put("model", target.model())
                .put("state", state(target));
        if (states.isDrained(target)) {
            drainedBy(target, entry.putArray("drainedBy"));
        }
        return entry.put("inFlight", roster.inFlight(target));
    }

    private String state(Target target) {
        if (target.disabled()) {
            return DISABLED;
        }
        return states.isDrained(target) ? DRAINED : ON;
    }

    /** What is drained with its provider is not on once it is resumed itself. */
    private void drainedBy(Target target, ArrayNode list) {
        if (states.isTargetDrained(target)) {
            list.add("target");
        }
        if (states.isProviderDrained(target)) {
            list.add("provider");
        }
    }

    @Override
    public @Nullable String configuredOff(String name) {
        return find(name).disabled() ? "is disabled" : null;
    }

    @Override
    public void drain(String name, boolean isDrained) {
        if (isDrained) {
            states.drain(name);
        } else {
            states.resume(name);
        }
    }
}
