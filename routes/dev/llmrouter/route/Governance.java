package dev.llmrouter.route;

import dev.llmrouter.call.Permissions;
import dev.llmrouter.catalog.Demand;
import dev.llmrouter.config.RouterConfig;
import dev.llmrouter.governance.Grants;
import dev.llmrouter.governance.Labels;
import dev.llmrouter.governance.MeetDemand;
import dev.llmrouter.governance.MeetPermissions;
import dev.llmrouter.governance.TargetStates;
import dev.llmrouter.policy.Requirement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.management.JMException;
import javax.management.ObjectName;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.ManagementAgent;

/** What a configuration says must never be violated. */
final class Governance {

    private final RouterConfig config;
    private final Map<String, Permissions> tenants;

    Governance(RouterConfig config) {
        this.config = config;
        this.tenants = config.tenants().entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, tenant -> tenant.getValue().permissions(tenant.getKey())));
    }

    /** {@return what the operator may drain, bound in the registry, and in JMX where camel-management is there} */
    static TargetStates states(CamelContext camel, Predicate<String> isTarget, Predicate<String> isProvider)
            throws JMException {
        TargetStates states = new TargetStates(isTarget, isProvider);
        camel.getRegistry().bind("targetStates", states);
        ManagementAgent agent = camel.getManagementStrategy().getManagementAgent();
        if (agent != null) {
            String context = "context=" + camel.getManagementName();
            agent.register(
                    states,
                    new ObjectName(agent.getMBeanObjectDomainName() + ":" + context + ",type=llm,name=targetStates"));
        }
        return states;
    }

    Grants grants() {
        return new Grants(tenants, new Labels(config.labels()));
    }

    /** {@return what must hold of every target} */
    List<Requirement> requirements() {
        List<Requirement> requirements = new ArrayList<>();
        if (config.require() != null) {
            requirements.add(new MeetDemand(config.require()));
        }
        if (!tenants.isEmpty() || !config.labels().isEmpty()) {
            requirements.add(new MeetPermissions(demands()));
        }
        return requirements;
    }

    private List<Demand> demands() {
        return Stream.concat(
                        config.labels().values().stream(),
                        tenants.values().stream().flatMap(tenant -> tenant.demands().stream()))
                .toList();
    }
}
