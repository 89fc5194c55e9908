package dev.llmrouter.route;

import dev.llmrouter.catalog.Demand;
import dev.llmrouter.config.ModelEntry;
import dev.llmrouter.config.ModelTerms;
import dev.llmrouter.config.OrganizationEntry;
import dev.llmrouter.config.RouterConfig;
import dev.llmrouter.config.TenantEntry;
import dev.llmrouter.governance.Grants;
import dev.llmrouter.governance.Labels;
import dev.llmrouter.governance.MeetDemand;
import dev.llmrouter.governance.MeetPermissions;
import dev.llmrouter.governance.ReloadKeys;
import dev.llmrouter.governance.Roster;
import dev.llmrouter.governance.SetState;
import dev.llmrouter.governance.TargetStates;
import dev.llmrouter.governance.TellStates;
import dev.llmrouter.policy.Requirement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import javax.management.JMException;
import javax.management.ObjectName;
import org.apache.camel.CamelContext;
import org.apache.camel.Processor;
import org.apache.camel.spi.ManagementAgent;

/** What a configuration says must never be violated. */
final class Governance {

    private final RouterConfig config;

    Governance(RouterConfig config) {
        this.config = config;
    }

    /** {@return what the operator may drain: over HTTP, from beans, and in JMX where camel-management is there} */
    TargetStates states(CamelContext camel, Roster roster) throws Exception {
        TargetStates states = new TargetStates(roster, standsFor());
        camel.getRegistry().bind("targetStates", states);
        Map.<String, Processor>of(
                        "tellTargets", TellStates.ofTargets(states, roster),
                        "setTarget", SetState.ofTargets(states, roster),
                        "tellProviders", TellStates.ofProviders(states, roster),
                        "setProvider", SetState.ofProviders(states, roster),
                        "reloadKeys", new ReloadKeys(states, roster))
                .forEach((name, step) -> camel.getRegistry().bind(name, Processor.class, step));
        // JMX is there only once the context has started
        camel.addStartupListener((started, isAlready) -> register(started, states));
        return states;
    }

    private static void register(CamelContext camel, TargetStates states) throws JMException {
        ManagementAgent agent = camel.getManagementStrategy().getManagementAgent();
        if (agent != null) {
            String context = "context=" + camel.getManagementName();
            agent.register(
                    states,
                    new ObjectName(agent.getMBeanObjectDomainName() + ":" + context + ",type=llm,name=targetStates"));
        }
    }

    /** {@return by {@code PROVIDER/MODEL}, the targets that are configured for it; those that are disabled count for nothing} */
    private Map<String, Set<String>> standsFor() {
        Map<String, Set<String>> standsFor = new HashMap<>();
        config.targets().forEach((name, target) -> {
            if (!target.disabled()) {
                standsFor
                        .computeIfAbsent(target.provider() + "/" + target.model(), none -> new HashSet<>())
                        .add(name);
            }
        });
        return standsFor;
    }

    Grants grants() {
        return new Grants(new Labels(config.labels()));
    }

    /** {@return what must hold of every target} */
    List<Requirement> requirements() {
        List<Requirement> requirements = new ArrayList<>();
        if (config.require() != null) {
            requirements.add(new MeetDemand(config.require()));
        }
        List<Demand> shadows = shadows();
        if (!config.tenants().isEmpty() || !config.labels().isEmpty() || !shadows.isEmpty()) {
            requirements.add(new MeetPermissions(demands(shadows)));
        }
        return requirements;
    }

    private List<Demand> demands(List<Demand> shadows) {
        return Stream.of(
                        config.labels().values().stream(),
                        config.tenants().values().stream().map(TenantEntry::require),
                        config.organizations().values().stream().map(OrganizationEntry::require),
                        shadows.stream())
                .flatMap(Function.identity())
                .filter(Objects::nonNull)
                .toList();
    }

    /** {@return what the shadows of models have to meet, since those models require it} */
    private List<Demand> shadows() {
        return config.models().values().stream()
                .map(ModelEntry::terms)
                .filter(terms -> terms.shadow() != null)
                .map(ModelTerms::require)
                .filter(Objects::nonNull)
                .toList();
    }
}
