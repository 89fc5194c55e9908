package dev.llmrouter.experiment;

import java.time.InstantSource;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import org.apache.camel.CamelContext;

/** The experiments of a router, by name. Thread-safe. */
public final class Experiments {

    private static final String NAME = "llm-router-experiments";

    private final Map<String, Experiment> all = new ConcurrentSkipListMap<>();
    private final InstantSource clock;

    Experiments(InstantSource clock) {
        this.clock = clock;
    }

    /** {@return those of a Camel context} */
    public static synchronized Experiments of(CamelContext camel) {
        Experiments bound = camel.getRegistry().lookupByNameAndType(NAME, Experiments.class);
        if (bound != null) {
            return bound;
        }
        Experiments made = new Experiments(InstantSource.system());
        camel.getRegistry().bind(NAME, Experiments.class, made);
        return made;
    }

    InstantSource clock() {
        return clock;
    }

    void add(Experiment experiment) {
        all.put(experiment.name(), experiment);
    }

    /** {@return all, in the order of their names} */
    Collection<Experiment> all() {
        return all.values();
    }

    Optional<Experiment> find(String name) {
        return Optional.ofNullable(all.get(name));
    }
}
