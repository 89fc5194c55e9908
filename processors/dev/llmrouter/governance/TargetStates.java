package dev.llmrouter.governance;

import dev.llmrouter.call.Call;
import dev.llmrouter.catalog.Target;
import dev.llmrouter.policy.Lack;
import dev.llmrouter.policy.Requirement;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.api.management.ManagedAttribute;
import org.apache.camel.api.management.ManagedOperation;
import org.apache.camel.api.management.ManagedResource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which targets and providers the operator has drained: they end what they have begun and get nothing new. Lasts until
 * they are resumed, or the router ends. Targets that the configuration disables can't be resumed here. Thread-safe.
 */
@ManagedResource(description = "Targets and providers that get no new calls")
public final class TargetStates implements Requirement {

    private static final Logger LOG = LoggerFactory.getLogger(TargetStates.class);

    private static final Lack DISABLED = out("disabled", "is disabled");
    private static final Lack DRAINED = out("drained", "is drained");
    private static final Lack PROVIDER_DRAINED = out("drained", "is of a provider that is drained");

    private final Roster roster;
    private final Map<String, Set<String>> standsFor;
    private final Set<String> targets = ConcurrentHashMap.newKeySet();
    private final Set<String> providers = ConcurrentHashMap.newKeySet();
    /** What is asked of every target of every call: the drained ones, and what stands for drained ones only. */
    private volatile Set<String> out = Set.of();

    /**
     * Nothing is drained.
     *
     * @param roster what can be
     * @param standsFor of a {@code PROVIDER/MODEL}, the configured targets for that model that are not disabled; where all
     *     of them are drained it is, too, or else callers would get around that by another name
     */
    public TargetStates(Roster roster, Map<String, Set<String>> standsFor) {
        this.roster = roster;
        this.standsFor = Map.copyOf(standsFor);
    }

    private static Lack out(String word, String detail) {
        return new Lack(Lack.Kind.UNAVAILABLE, word, detail);
    }

    @Override
    public @Nullable Lack lack(Call call, Target target) {
        if (target.disabled()) {
            return DISABLED;
        }
        if (isTargetDrained(target)) {
            return DRAINED;
        }
        return isProviderDrained(target) ? PROVIDER_DRAINED : null;
    }

    /** {@return whether a target gets no new calls, be it since its provider is drained} */
    public boolean isDrained(Target target) {
        return isTargetDrained(target) || isProviderDrained(target);
    }

    /** {@return whether a target is drained, or those that it stands for} */
    boolean isTargetDrained(Target target) {
        return out.contains(target.name());
    }

    boolean isProviderDrained(Target target) {
        return providers.contains(target.provider());
    }

    /**
     * Lets a target get nothing new.
     *
     * @throws IllegalArgumentException where there is no such target
     */
    @ManagedOperation(description = "Lets a target get no new calls")
    public void drain(String target) {
        check("target", target, roster.target(target).isPresent());
        if (targets.add(target)) {
            changed("target", target, "is drained, gets nothing new");
        }
    }

    /**
     * Lets a target get calls again; its provider may still be drained.
     *
     * @throws IllegalArgumentException where there is no such target
     */
    @ManagedOperation(description = "Lets a target get calls again")
    public void resume(String target) {
        check("target", target, roster.target(target).isPresent());
        if (targets.remove(target)) {
            changed("target", target, "is no longer drained");
        }
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
        check("provider", provider, roster.provider(provider).isPresent());
        if (providers.add(provider)) {
            changed("provider", provider, "is drained, its targets get nothing new");
        }
    }

    /**
     * Lets the targets of a provider get calls again, but for those that are drained themselves.
     *
     * @throws IllegalArgumentException where there is no such provider
     */
    @ManagedOperation(description = "Lets the targets of a provider get calls again")
    public void resumeProvider(String provider) {
        check("provider", provider, roster.provider(provider).isPresent());
        if (providers.remove(provider)) {
            changed("provider", provider, "is no longer drained");
        }
    }

    private static void check(String what, String name, boolean isThere) {
        if (!isThere) {
            throw new IllegalArgumentException("There is no " + what + " '" + name + "'.");
        }
    }

    private synchronized void changed(String what, String name, String how) {
        Set<String> all = new HashSet<>(targets);
        standsFor.forEach((standing, those) -> {
            if (targets.containsAll(those)) {
                all.add(standing);
            }
        });
        out = Set.copyOf(all);
        LOG.info("{} {} {}", what, name, how);
    }

    /** {@return whether a provider is drained} */
    boolean isProviderDrained(String provider) {
        return providers.contains(provider);
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
}
