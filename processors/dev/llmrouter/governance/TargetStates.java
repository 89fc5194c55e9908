package dev.llmrouter.governance;

import dev.llmrouter.call.Call;
import dev.llmrouter.catalog.Target;
import dev.llmrouter.policy.Lack;
import dev.llmrouter.policy.Requirement;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.apache.camel.api.management.ManagedAttribute;
import org.apache.camel.api.management.ManagedOperation;
import org.apache.camel.api.management.ManagedResource;
import org.jspecify.annotations.Nullable;

/**
 * Which targets and providers the operator has drained: they end what they have begun and get nothing new. Lasts until
 * they are resumed, or the router ends. Targets that the configuration disables can't be resumed here. Thread-safe.
 */
@ManagedResource(description = "Targets and providers that get no new calls")
public final class TargetStates implements Requirement {

    private static final Lack DISABLED = out("disabled", "is disabled");
    private static final Lack DRAINED = out("drained", "is drained");
    private static final Lack PROVIDER_DRAINED = out("drained", "is of a provider that is drained");

    private final Predicate<String> isTarget;
    private final Predicate<String> isProvider;
    private final Set<String> targets = ConcurrentHashMap.newKeySet();
    private final Set<String> providers = ConcurrentHashMap.newKeySet();

    /** Nothing is drained; the names are those that can be. */
    public TargetStates(Predicate<String> isTarget, Predicate<String> isProvider) {
        this.isTarget = isTarget;
        this.isProvider = isProvider;
    }

    private static Lack out(String word, String detail) {
        return new Lack(Lack.Kind.UNAVAILABLE, word, detail);
    }

    @Override
    public @Nullable Lack lack(Call call, Target target) {
        if (target.disabled()) {
            return DISABLED;
        }
        if (!targets.isEmpty() && targets.contains(target.name())) {
            return DRAINED;
        }
        return !providers.isEmpty() && providers.contains(target.provider()) ? PROVIDER_DRAINED : null;
    }

    /** {@return whether a target gets no new calls, be it since its provider is drained} */
    public boolean isDrained(Target target) {
        return targets.contains(target.name()) || providers.contains(target.provider());
    }

    /**
     * Lets a target get nothing new.
     *
     * @throws IllegalArgumentException where there is no such target
     */
    @ManagedOperation(description = "Lets a target get no new calls")
    public void drain(String target) {
        check(isTarget, "target", target);
        targets.add(target);
    }

    /**
     * Lets a target get calls again; its provider may still be drained.
     *
     * @throws IllegalArgumentException where there is no such target
     */
    @ManagedOperation(description = "Lets a target get calls again")
    public void resume(String target) {
        check(isTarget, "target", target);
        targets.remove(target);
    }

    /** {@return whether a target itself is drained} */
    @ManagedOperation(description = "Whether a target is drained")
    public boolean isDrained(String target) {
        return targets.contains(target);
    }

    /**
     * Lets all targets of a provider get nothing new, those that are made on demand as well.
     *
     * @throws IllegalArgumentException where there is no such provider
     */
    @ManagedOperation(description = "Lets all targets of a provider get no new calls")
    public void drainProvider(String provider) {
        check(isProvider, "provider", provider);
        providers.add(provider);
    }

    /**
     * Lets the targets of a provider get calls again, but for those that are drained themselves.
     *
     * @throws IllegalArgumentException where there is no such provider
     */
    @ManagedOperation(description = "Lets the targets of a provider get calls again")
    public void resumeProvider(String provider) {
        check(isProvider, "provider", provider);
        providers.remove(provider);
    }

    /** {@return the names of the targets that are drained, sorted} */
    @ManagedAttribute(description = "Drained targets")
    public List<String> getDrainedTargets() {
        return targets.stream().sorted().toList();
    }

    /** {@return the names of the providers that are drained, sorted} */
    @ManagedAttribute(description = "Drained providers")
    public List<String> getDrainedProviders() {
        return providers.stream().sorted().toList();
    }

    private static void check(Predicate<String> isThere, String what, String name) {
        if (!isThere.test(name)) {
            throw new IllegalArgumentException("There is no " + what + " '" + name + "'.");
        }
    }
}
