package dev.llmrouter.route;

import dev.llmrouter.call.StoredFiles;
import dev.llmrouter.catalog.Target;
import dev.llmrouter.claim.ReadTickets;
import dev.llmrouter.claim.RedeemTickets;
import dev.llmrouter.config.ConfigReader;
import dev.llmrouter.config.RouterConfig;
import dev.llmrouter.config.RouterFiles;
import dev.llmrouter.fault.Faults;
import dev.llmrouter.gateway.ChatWay;
import dev.llmrouter.governance.SetFaults;
import dev.llmrouter.governance.TellFaults;
import dev.llmrouter.meter.Meters;
import dev.llmrouter.policy.Requirement;
import dev.llmrouter.provider.Provider;
import dev.llmrouter.select.Models;
import dev.llmrouter.tenant.Gate;
import dev.llmrouter.wire.RefusalRules;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Processor;
import org.apache.camel.component.micrometer.MicrometerConstants;

/**
 * What has been put into a context, part by part: what routes speak of by name has to be there before they are.
 *
 * @param reasons why providers are on that do not stand in the configuration, by their names
 */
record Installation(
        CamelContext camel,
        RouterConfig config,
        Map<String, Provider> providers,
        Map<String, String> reasons,
        Models models,
        Offers offers,
        Faults faults,
        Accounting accounting,
        Gate gate,
        ChatWay way) {

    /** {@return what has been put into a context, the HTTP channel aside} */
    static Installation in(CamelContext camel, Discovery.Found found) throws Exception {
        RouterFiles files = found.files();
        RouterConfig config = files.config();
        Clock clock = Spine.clock(camel);
        MeterRegistry registry = meterRegistry(camel);
        Meters meters = new Meters(registry);
        camel.getRegistry()
                .bind(RefusalRules.NAME, new RefusalRules(config.failures().rules()));
        Map<String, Provider> providers = Providers.of(camel, config.providers());
        providers.values().forEach(provider -> meters.watch(provider.keys()));
        ProviderFacts facts = new ProviderFacts(files);
        ProviderTerms terms = new ProviderTerms(config, providers);
        Faults faults = faults(camel, config);
        Targets targets = new Targets(camel, providers, facts, terms, meters);
        Governance governance = new Governance(config);
        Fleet fleet = Fleet.of(targets, governance.states(camel, targets));
        camel.getRegistry().bind("performance", fleet.performance());

        Accounting accounting = Accounting.bind(camel, config, registry);
        Gate gate = Identification.bind(camel, config, accounting.database(), clock);
        Budgeting.bind(camel, config, accounting, gate, clock);
        Spine.bind(camel, config, governance, fleet, meters);
        Holds.bind(camel, files);
        Repeating.bind(camel, config, accounting, clock);
        Queue.bind(camel, config.overload(), fleet.vacancies(config.overload()), registry);
        bind(camel, "redeemTickets", new RedeemTickets());

        // the template first: targets are instances of it, and the policies are made of targets
        ShippedRoutes.load(camel, List.of("target"));
        Map<String, Target> on = targetsOn(config, providers, facts, terms, targets);
        Models models = ModelTree.of(camel, files, on, fleet);
        Limiting.bind(camel, config, fleet.performance(), gate, models);
        Offers offers = new Offers(config, on, targets, models);
        List<Requirement> requirements =
                Selecting.requirements(camel, config, governance.requirements(), fleet.states());
        Selecting.bind(camel, config, models, fleet, offers, requirements);
        Scatter.bind(camel);
        LongTexts.bind(camel);
        Resuming.bind(camel, config);
        Explaining.bind(camel, config, fleet);
        Experimenting.bind(camel, config, targets, registry, requirements);
        StoredFiles stored = OpenAiFiles.bind(camel, files);
        bind(camel, "readTickets", new ReadTickets(stored));

        ShippedRoutes.load(camel, Spine.ROUTES);
        JmsChannel.install(camel, files, registry);
        FileChannel.install(camel, files, stored);
        Holds.bindDecisions(camel);
        OwnRoutes.keepWhereHostReloads(camel);
        OwnRoutes.install(camel);
        ChatWay way = Gateways.bind(camel, offers.names());
        return new Installation(
                camel, config, providers, found.reasons(), models, offers, faults, accounting, gate, way);
    }

    /** {@return whether a name is that of a model, a target, or something of a provider, on or off} */
    boolean knows(String name) {
        String provider = name.substring(0, Math.max(0, name.indexOf('/')));
        return config.models().containsKey(name)
                || config.targets().containsKey(name)
                || providers.containsKey(provider);
    }

    /** Puts the HTTP channel in as well. */
    void addHttp() throws Exception {
        HttpChannel.bind(this);
        ShippedRoutes.load(camel, HttpChannel.ROUTES);
    }

    /** Before any target, since a target looks for them when it starts. */
    private static Faults faults(CamelContext camel, RouterConfig config) {
        Faults faults = new Faults();
        camel.getRegistry().bind(Faults.NAME, faults);
        bind(camel, "tellFaults", new TellFaults(faults));
        bind(camel, "setFaults", new SetFaults(faults, ConfigReader::faults));
        faults.set(config.faults());
        return faults;
    }

    private static Map<String, Target> targetsOn(
            RouterConfig config,
            Map<String, Provider> providers,
            ProviderFacts facts,
            ProviderTerms terms,
            Targets targets) {
        Map<String, Target> on = new LinkedHashMap<>();
        config.targets().forEach((name, entry) -> {
            Provider provider = providers.get(entry.provider());
            if (provider != null && provider.offBecause().isEmpty()) {
                Target target = entry.target(
                        name, facts.of(entry.provider(), entry.model()), terms.of(entry.provider(), entry.model()));
                targets.add(target);
                on.put(name, target);
            }
        });
        return on;
    }

    /** Shared with Camel's own Micrometer components. */
    private static MeterRegistry meterRegistry(CamelContext camel) {
        MeterRegistry bound =
                camel.getRegistry().lookupByNameAndType(MicrometerConstants.METRICS_REGISTRY_NAME, MeterRegistry.class);
        if (bound != null) {
            return bound;
        }
        MeterRegistry only = camel.getRegistry().findSingleByType(MeterRegistry.class);
        MeterRegistry registry = only == null ? new SimpleMeterRegistry() : only;
        camel.getRegistry().bind(MicrometerConstants.METRICS_REGISTRY_NAME, MeterRegistry.class, registry);
        return registry;
    }

    private static void bind(CamelContext camel, String name, Processor processor) {
        camel.getRegistry().bind(name, Processor.class, processor);
    }
}
