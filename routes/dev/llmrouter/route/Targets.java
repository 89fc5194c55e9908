package dev.llmrouter.route;

import dev.llmrouter.call.Places;
import dev.llmrouter.catalog.Target;
import dev.llmrouter.governance.Roster;
import dev.llmrouter.key.KeyPool;
import dev.llmrouter.meter.Meters;
import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.FailureClass;
import dev.llmrouter.provider.Provider;
import dev.llmrouter.provider.ProviderModel;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.builder.TemplatedRouteBuilder;

/**
 * The targets of a router, each with its model, its circuit breaker, its places and its guarded route. A model that is
 * asked for as {@code PROVIDER/MODEL} becomes a target at its first call. Thread-safe.
 */
final class Targets implements Roster {

    /** Callers could name any number of models: memory, routes and labels have to be bounded. */
    private static final int MOST_ON_DEMAND = 500;

    /** What may stand in the name of a model without meaning something else to Camel. */
    private static final Pattern MODEL_NAME = Pattern.compile("[\\w.:@+-]+(/[\\w.:@+-]+)*");

    private static final int LONGEST_NAME = 200;

    private final CamelContext camel;
    private final Map<String, Provider> providers;
    private final ProviderFacts facts;
    private final ProviderTerms terms;
    private final Meters meters;
    private final Circuits circuits = new Circuits();
    private final Map<String, Target> targets = new ConcurrentHashMap<>();
    private final Map<String, Endpoint> guarded = new ConcurrentHashMap<>();
    private final Map<String, Places> places = new ConcurrentHashMap<>();
    private int onDemand;

    Targets(
            CamelContext camel,
            Map<String, Provider> providers,
            ProviderFacts facts,
            ProviderTerms terms,
            Meters meters) {
        this.camel = camel;
        this.providers = providers;
        this.facts = facts;
        this.terms = terms;
        this.meters = meters;
    }

    /** {@return the places of a target of this router} */
    Places places(Target target) {
        return Objects.requireNonNull(places.get(target.name()), target::name);
    }

    @Override
    public Collection<Target> targets() {
        return new TreeMap<>(targets).values();
    }

    @Override
    public Optional<Target> target(String name) {
        return possible(name);
    }

    @Override
    public int inFlight(Target target) {
        Places known = places.get(target.name());
        return known == null ? 0 : known.taken();
    }

    @Override
    public Collection<Provider> providers() {
        return providers.values();
    }

    @Override
    public Optional<Provider> provider(String name) {
        return Optional.ofNullable(providers.get(name));
    }

    /** {@return the keys that a target is asked with} */
    KeyPool keys(Target target) {
        Provider provider = providers.get(target.provider());
        return provider == null ? KeyPool.NONE : provider.keys();
    }

    /** {@return whether targets fail too much to be asked} */
    Circuits circuits() {
        return circuits;
    }

    /** {@return in how many nanoseconds the limits of its minute let a call in, however small; 0 where they do} */
    long nanosUntilAllowed(Target target) {
        return target.perMinute().isNone() ? 0 : places(target).nanosUntil(1);
    }

    Endpoint guarded(Target target) {
        Endpoint endpoint = guarded.get(target.name());
        if (endpoint == null) {
            throw new IllegalStateException("no guarded route for the target " + target.name());
        }
        return endpoint;
    }

    /** {@return the target of a {@code PROVIDER/MODEL}; empty where there is no such provider, or it is off} */
    Optional<Target> onDemand(String name) {
        Target known = targets.get(name);
        return known != null ? Optional.of(known) : possible(name).map(this::addOnDemand);
    }

    /** {@return the same, but one that is not there yet is not added either, since it is only looked at} */
    Optional<Target> possible(String name) {
        Target known = targets.get(name);
        if (known != null) {
            return Optional.of(known);
        }
        int slash = name.indexOf('/');
        Provider provider = slash < 1 ? null : providers.get(name.substring(0, slash));
        String model = name.substring(slash + 1);
        if (provider == null
                || provider.offBecause().isPresent()
                || name.length() > LONGEST_NAME
                || !MODEL_NAME.matcher(model).matches()) {
            return Optional.empty();
        }
        return Optional.of(Target.of(name, provider.name(), model)
                .with(facts.of(provider.name(), model))
                .with(terms.onDemand(provider.name(), model))
                .disabled(terms.isDisabled(provider.name(), model)));
    }

    private synchronized Target addOnDemand(Target possible) {
        String name = possible.name();
        Target known = targets.get(name);
        if (known != null) {
            return known;
        }
        if (onDemand >= MOST_ON_DEMAND) {
            throw Failure.of(
                            FailureClass.NOT_FOUND,
                            "The model '" + name + "' is not configured, and the " + MOST_ON_DEMAND
                                    + " models that may be asked for as PROVIDER/MODEL without that have been."
                                    + " Add it to 'targets' in the router's configuration.")
                    .asException();
        }
        onDemand++;
        add(possible);
        return possible;
    }

    /** Adds a target whose provider is on. */
    synchronized void add(Target target) {
        String name = target.name();
        Provider provider = Objects.requireNonNull(providers.get(target.provider()));
        ProviderModel model = provider.model(target);
        places.put(name, new Places(Throttles.places(name, target.concurrentRequests()), Throttles.allowance(target)));
        camel.getRegistry().bind(name, model);
        camel.getRegistry().bind("circuit-" + name, circuits.add(target));
        TemplatedRouteBuilder.builder(camel, "target")
                .routeId("target-" + name)
                .parameter("target", name)
                .parameter("unsupported", target.unsupported())
                .add();
        guarded.put(name, camel.getEndpoint("direct:target-" + name));
        Sunsets.warn(target);
        meters.watch(
                target,
                watched -> places(watched).taken(),
                watched -> circuits.isOpen(watched) ? 1 : 0,
                circuits.ramps()::share);
        targets.put(name, target);
    }
}
