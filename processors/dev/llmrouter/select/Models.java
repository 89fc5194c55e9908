package dev.llmrouter.select;

import dev.llmrouter.call.UnknownModelException;
import dev.llmrouter.catalog.Lifetime;
import dev.llmrouter.catalog.Nearest;
import dev.llmrouter.catalog.Unsupported;
import dev.llmrouter.policy.Policy;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The names that callers may ask for: configured models, targets, and {@code PROVIDER/MODEL}. Thread-safe. */
public final class Models {

    private final Map<String, NamedModel> configured = new LinkedHashMap<>();
    private final Map<String, Unsupported> unsupported;
    private final Map<String, Lifetime> lifetimes;
    private final Function<String, Optional<Policy>> onDemand;

    /**
     * The models of a configuration.
     *
     * @param unsupported what becomes of parameters that can't be carried, of those models that say so
     * @param lifetimes until when names may be asked for, of those that have an end
     * @param onDemand makes the policy of a {@code PROVIDER/MODEL} that is not configured, where there is such a provider
     */
    public Models(
            Map<String, Policy> configured,
            Map<String, Unsupported> unsupported,
            Map<String, Lifetime> lifetimes,
            Function<String, Optional<Policy>> onDemand) {
        configured.forEach((name, policy) -> this.configured.put(name, new NamedModel(name, policy, null)));
        this.unsupported = Map.copyOf(unsupported);
        this.lifetimes = Map.copyOf(lifetimes);
        this.onDemand = onDemand;
    }

    /** {@return the names of the configured ones, in their order} */
    public Set<String> names() {
        return java.util.Collections.unmodifiableSet(configured.keySet());
    }

    /** {@return what a model says of parameters that can't be carried; null where its targets do} */
    @Nullable
    Unsupported unsupported(String name) {
        return unsupported.get(name);
    }

    /** {@return until when a name may be asked for; the name may be unknown} */
    public Lifetime lifetime(@Nullable String name) {
        return name == null ? Lifetime.UNLIMITED : lifetimes.getOrDefault(name, Lifetime.UNLIMITED);
    }

    /**
     * {@return how targets are ranked for a model}
     *
     * @throws UnknownModelException where nothing has that name, naming what is near
     */
    public Policy find(String name) {
        return named(name).policy();
    }

    /** {@return the name of the model that is asked for: without a suffix where only that is configured} */
    public String nameOf(String asked) {
        if (NamedModel.suffix(asked) == null || configured.containsKey(asked)) {
            return asked;
        }
        String plain = NamedModel.withoutSuffix(asked);
        return configured.containsKey(plain) ? plain : asked;
    }

    /** {@return what a name stands for} */
    NamedModel named(String asked) {
        String name = nameOf(asked);
        NamedModel found = configured.get(name);
        if (found == null) {
            return onDemand.apply(name)
                    .map(policy -> new NamedModel(name, policy, null))
                    .orElseThrow(() -> unknown(name));
        }
        return name.equals(asked) ? found : new NamedModel(name, found.policy(), NamedModel.suffix(asked));
    }

    /** {@return the refusal of a name that callers may not ask for, which names what is near} */
    public UnknownModelException unknown(String name) {
        return new UnknownModelException(name, Nearest.to(name, names()));
    }
}
