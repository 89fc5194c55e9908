package dev.llmrouter.policy;

import dev.llmrouter.call.UnknownModelException;
import dev.llmrouter.catalog.Nearest;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** The names that callers may ask for: configured models, targets, and {@code PROVIDER/MODEL}. Thread-safe. */
public final class Models {

    private final Map<String, Policy> configured;
    private final Function<String, Optional<Policy>> onDemand;

    /**
     * The models of a configuration.
     *
     * @param onDemand makes the policy of a {@code PROVIDER/MODEL} that is not configured, where there is such a provider
     */
    public Models(Map<String, Policy> configured, Function<String, Optional<Policy>> onDemand) {
        this.configured = new LinkedHashMap<>(configured);
        this.onDemand = onDemand;
    }

    /** {@return the names of the configured ones, in their order} */
    public Set<String> names() {
        return java.util.Collections.unmodifiableSet(configured.keySet());
    }

    /**
     * {@return how targets are ranked for a model}
     *
     * @throws UnknownModelException where nothing has that name, naming what is near
     */
    public Policy find(String name) {
        Policy found = configured.get(name);
        if (found != null) {
            return found;
        }
        return onDemand.apply(name).orElseThrow(() -> unknown(name));
    }

    /** {@return the refusal of a name that callers may not ask for, which names what is near} */
    public UnknownModelException unknown(String name) {
        return new UnknownModelException(name, Nearest.to(name, names()));
    }
}
