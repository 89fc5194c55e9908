package dev.llmrouter.wish;

import static dev.llmrouter.wire.JsonRequest.malformed;

import dev.llmrouter.call.Wishes;
import dev.llmrouter.catalog.Target;
import dev.llmrouter.policy.Member;
import dev.llmrouter.policy.NamedPolicy;
import dev.llmrouter.policy.Performance;
import dev.llmrouter.policy.Policy;
import dev.llmrouter.policy.PolicyFactory;
import dev.llmrouter.policy.PolicyParts;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.apache.camel.CamelContext;
import org.jspecify.annotations.Nullable;

/**
 * The ranking policies that need to know nothing but their members, over the targets of any configured model: what
 * {@code x-llm-policy} may name. Made at the first wish for a model, and kept, since some count their calls. Thread-safe.
 */
public final class MemberPolicies {

    /** Policies that ask nobody and run nothing of the operator's, so that every caller may choose one. */
    private static final List<String> NAMES =
            List.of("priority", "weighted", "roundRobin", "leastBusy", "fastest", "throughput", "cheapest");

    private static final Policy NOBODY = selection -> List.of();

    private record Key(String model, String policy) {}

    private final CamelContext camel;
    private final Performance performance;
    private final Map<String, PolicyFactory<?>> factories = new LinkedHashMap<>();
    private final Function<String, List<Target>> targetsOf;
    private final Map<Key, Policy> made = new ConcurrentHashMap<>();

    /**
     * Those of the policies that there are.
     *
     * @param factory finds the factory of a policy by its name
     * @param performance how the targets have done
     * @param targetsOf all targets of a configured model, in the order they are configured; none for another name
     */
    public MemberPolicies(
            CamelContext camel,
            Function<String, Optional<PolicyFactory<?>>> factory,
            Function<String, List<Target>> targetsOf,
            Performance performance) {
        this.camel = camel;
        this.performance = performance;
        this.targetsOf = targetsOf;
        NAMES.forEach(name -> factory.apply(name).ifPresent(found -> factories.put(name, found)));
    }

    /**
     * {@return a policy over all targets of a model}
     *
     * @throws dev.llmrouter.outcome.LlmException of class BAD_REQUEST where there is no such policy, naming those there are
     */
    Policy find(String model, String policy) {
        PolicyFactory<?> factory = factories.get(policy);
        if (factory == null) {
            throw malformed(
                    "Invalid '" + Wishes.POLICY_HEADER + "': expected one of " + String.join(", ", factories.keySet())
                            + ".",
                    Wishes.POLICY_HEADER);
        }
        return made.computeIfAbsent(new Key(model, policy), key -> make(key, factory));
    }

    private Policy make(Key key, PolicyFactory<?> factory) {
        Map<String, Member> members = new LinkedHashMap<>();
        for (Target target : targetsOf.apply(key.model())) {
            members.put(target.name(), new Member(target.name(), Policy.only(target), target.weight()));
        }
        Policy policy = members.isEmpty() ? null : create(factory, new Parts(key.model(), members, camel, performance));
        return policy == null ? NOBODY : new NamedPolicy(key.model(), key.policy(), policy, null);
    }

    private static <O extends Record> @Nullable Policy create(PolicyFactory<O> factory, Parts parts) {
        return factory.create(
                options(factory.options(), List.copyOf(parts.members().keySet())), parts);
    }

    /** Options of which nothing is said but the members. */
    private static <O extends Record> O options(Class<O> type, List<String> of) {
        RecordComponent[] components = type.getRecordComponents();
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        Object[] values = Arrays.stream(components)
                .map(component -> component.getName().equals("of") ? of : null)
                .toArray();
        try {
            return type.getDeclaredConstructor(types).newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("a policy over members needs more than them: " + type, e);
        }
    }

    /** What such a policy is made of. */
    private record Parts(String model, Map<String, Member> members, CamelContext camel, Performance performance)
            implements PolicyParts {

        @Override
        public @Nullable Member member(String name) {
            return members.get(name);
        }
    }
}
