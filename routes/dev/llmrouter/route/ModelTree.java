package dev.llmrouter.route;

import dev.llmrouter.catalog.Demand;
import dev.llmrouter.catalog.Lifetime;
import dev.llmrouter.catalog.Target;
import dev.llmrouter.catalog.Unsupported;
import dev.llmrouter.config.ConfigException;
import dev.llmrouter.config.ConfigReader;
import dev.llmrouter.config.ConfigText;
import dev.llmrouter.config.ModelEntry;
import dev.llmrouter.config.RouterConfig;
import dev.llmrouter.config.RouterFiles;
import dev.llmrouter.config.TargetEntry;
import dev.llmrouter.governance.MeetDemand;
import dev.llmrouter.policy.Member;
import dev.llmrouter.policy.NamedPolicy;
import dev.llmrouter.policy.Performance;
import dev.llmrouter.policy.Policy;
import dev.llmrouter.policy.PolicyFactory;
import dev.llmrouter.policy.PolicyParts;
import dev.llmrouter.policy.Requirement;
import dev.llmrouter.ranking.SucceededPolicy;
import dev.llmrouter.select.Models;
import java.time.Clock;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.Resource;
import org.jspecify.annotations.Nullable;

/**
 * Builds the policies of a configuration: models nest, targets are the leaves. What leads only to providers that are
 * off is left out, so a model that nobody can answer does not exist.
 */
final class ModelTree {

    private final CamelContext camel;
    private final RouterConfig config;
    private final ConfigText text;
    private final Fleet fleet;
    private final Map<String, Target> on;
    private final Map<String, Policy> built = new HashMap<>();
    private final Map<String, String> refused = new LinkedHashMap<>();

    private ModelTree(CamelContext camel, RouterFiles files, Map<String, Target> on, Fleet fleet) {
        this.camel = camel;
        this.config = files.config();
        this.text = files.text();
        this.on = on;
        this.fleet = fleet;
    }

    /**
     * {@return the models of a configuration}
     *
     * @param on its targets whose providers are on
     * @throws ConfigException with all of the policies that can't be made
     */
    static Models of(CamelContext camel, RouterFiles files, Map<String, Target> on, Fleet fleet) {
        ModelTree tree = new ModelTree(camel, files, on, fleet);
        Map<String, Policy> named = new LinkedHashMap<>();
        Stream.of(tree.config.models(), on)
                .flatMap(part -> part.keySet().stream())
                .forEach(name -> {
                    Policy policy = tree.policy(name);
                    if (policy != null) {
                        named.put(name, policy);
                    }
                });
        if (!tree.refused.isEmpty()) {
            throw ConfigReader.refused(
                    files.text(),
                    camel::resolvePropertyPlaceholders,
                    Providers.kinds(camel),
                    Policies.kinds(camel),
                    tree.refused);
        }
        return new Models(named, tree.unsupported(), tree.lifetimes(), name -> fleet.targets()
                .onDemand(name)
                .map(Policy::only));
    }

    private Map<String, Unsupported> unsupported() {
        Map<String, Unsupported> unsupported = new HashMap<>();
        config.models().forEach((name, entry) -> {
            if (entry.terms().unsupported() != null) {
                unsupported.put(name, entry.terms().unsupported());
            }
        });
        return unsupported;
    }

    private @Nullable Policy policy(String name) {
        Policy known = built.get(name);
        if (known != null) {
            return known;
        }
        ModelEntry entry = config.models().get(name);
        Policy made = succeeded(name, entry != null ? policy(name, entry) : leaf(name));
        if (made != null) {
            built.put(name, made);
        }
        return made;
    }

    /** Where it comes to its end and somebody takes over; nobody does where the successor is off. */
    private @Nullable Policy succeeded(String name, @Nullable Policy policy) {
        Lifetime lifetime = lifetime(name);
        if (policy == null || lifetime.sunset() == null || lifetime.successor() == null) {
            return policy;
        }
        Policy successor = policy(lifetime.successor());
        if (successor == null) {
            return policy;
        }
        Policy succeeded = new SucceededPolicy(
                name, policy, lifetime.sunset(), lifetime.successor(), successor, Clock.systemUTC());
        // what a model requires is required of its successor too
        ModelEntry entry = config.models().get(name);
        return entry == null ? succeeded : new NamedPolicy(name, "successor", succeeded, required(entry));
    }

    private Lifetime lifetime(String name) {
        ModelEntry model = config.models().get(name);
        if (model != null) {
            return model.terms().lifetime();
        }
        TargetEntry entry = config.targets().get(name);
        Target target = on.get(name);
        return entry == null || target == null
                ? Lifetime.UNLIMITED
                : new Lifetime(null, target.facts().sunset(), entry.successor());
    }

    private Map<String, Lifetime> lifetimes() {
        Map<String, Lifetime> lifetimes = new HashMap<>();
        config.models().keySet().forEach(name -> lifetimes.put(name, lifetime(name)));
        config.targets().keySet().forEach(name -> lifetimes.put(name, lifetime(name)));
        lifetimes.values().removeIf(Lifetime.UNLIMITED::equals);
        return lifetimes;
    }

    private @Nullable Policy leaf(String name) {
        Target target = target(name);
        return target == null ? null : Policy.only(target);
    }

    private @Nullable Target target(String name) {
        return Optional.ofNullable(on.get(name))
                .or(() -> fleet.targets().onDemand(name))
                .orElse(null);
    }

    private @Nullable Policy policy(String name, ModelEntry entry) {
        PolicyFactory<?> factory = Policies.factory(camel, entry.policy())
                .orElseThrow(() -> new IllegalArgumentException("no policy " + entry.policy()));
        Policy policy;
        try {
            policy = create(factory, entry.options(), new Parts(name));
        } catch (IllegalArgumentException e) {
            refused.put(name, String.valueOf(e.getMessage()));
            return null;
        }
        return policy == null ? null : new NamedPolicy(name, entry.policy(), policy, required(entry));
    }

    private static @Nullable Requirement required(ModelEntry entry) {
        Demand demand = entry.terms().require();
        return demand == null ? null : new MeetDemand(demand);
    }

    private static <O extends Record> @Nullable Policy create(
            PolicyFactory<O> factory, Record options, PolicyParts parts) {
        return factory.create(factory.options().cast(options), parts);
    }

    private double weight(String member) {
        ModelEntry model = config.models().get(member);
        if (model != null) {
            return model.terms().weight();
        }
        Target target = on.get(member);
        return target == null ? 1 : target.weight();
    }

    /** What the policy of a model is made of. */
    private final class Parts implements PolicyParts {

        private final String model;

        Parts(String model) {
            this.model = model;
        }

        @Override
        public String model() {
            return model;
        }

        @Override
        public @Nullable Member member(String name) {
            Policy policy = policy(name);
            return policy == null ? null : new Member(name, policy, weight(name));
        }

        @Override
        public @Nullable Target target(String name) {
            return ModelTree.this.target(name);
        }

        @Override
        public Performance performance() {
            return fleet.performance();
        }

        @Override
        public boolean isKnown(String name) {
            String provider = name.substring(0, Math.max(0, name.indexOf('/')));
            return config.models().containsKey(name)
                    || config.targets().containsKey(name)
                    || config.providers().containsKey(provider);
        }

        @Override
        public boolean isInService(String target) {
            return fleet.targets()
                    .target(target)
                    .filter(found -> found.disabled() || fleet.states().isDrained(found))
                    .isEmpty();
        }

        @Override
        public Resource resource(String place) {
            return PolicyParts.super.resource(text.beside(place));
        }

        @Override
        public CamelContext camel() {
            return camel;
        }
    }
}
