package dev.llmrouter.governance;

import dev.llmrouter.catalog.Target;
import dev.llmrouter.provider.Provider;
import java.util.Collection;
import java.util.Optional;

/** The targets and providers that there are, as an operator sees them. Thread-safe. */
public interface Roster {

    /** {@return the targets whose providers are on, by name; those that were made on demand as well} */
    Collection<Target> targets();

    /** {@return a target; also one that would be made on demand, and was not yet} */
    Optional<Target> target(String name);

    /** {@return how many calls a target has now, streams until they end} */
    int inFlight(Target target);

    /** {@return the providers, on or off, in the order of the configuration} */
    Collection<Provider> providers();

    /** {@return a provider, on or off} */
    Optional<Provider> provider(String name);
}
