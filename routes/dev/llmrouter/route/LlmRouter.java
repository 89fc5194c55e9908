package dev.llmrouter.route;

import dev.llmrouter.call.Call;
import dev.llmrouter.call.StoredFiles;
import dev.llmrouter.call.UnknownModelException;
import dev.llmrouter.catalog.Target;
import dev.llmrouter.claim.ReadTickets;
import dev.llmrouter.claim.RedeemTickets;
import dev.llmrouter.config.CatalogReader;
import dev.llmrouter.config.ChannelsEntry;
import dev.llmrouter.config.ConfigException;
import dev.llmrouter.config.ConfigReader;
import dev.llmrouter.config.FileReference;
import dev.llmrouter.config.RouterConfig;
import dev.llmrouter.config.RouterFiles;
import dev.llmrouter.cooldown.Cooldowns;
import dev.llmrouter.explain.Decisions;
import dev.llmrouter.explain.ExplainCall;
import dev.llmrouter.explain.KeepDecision;
import dev.llmrouter.explain.TargetHealth;
import dev.llmrouter.explain.TellDecision;
import dev.llmrouter.fault.Faults;
import dev.llmrouter.gateway.ChatWay;
import dev.llmrouter.gateway.RouterModel;
import dev.llmrouter.governance.SetFaults;
import dev.llmrouter.governance.TargetStates;
import dev.llmrouter.governance.TellFaults;
import dev.llmrouter.http.HttpCall;
import dev.llmrouter.meter.Meters;
import dev.llmrouter.outcome.Failure;
import dev.llmrouter.overload.Vacancies;
import dev.llmrouter.policy.Forecast;
import dev.llmrouter.policy.Performance;
import dev.llmrouter.policy.Requirement;
import dev.llmrouter.provider.Provider;
import dev.llmrouter.select.Models;
import dev.llmrouter.tenant.Gate;
import dev.llmrouter.tenant.Holder;
import dev.llmrouter.wire.RefusalRules;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongBiFunction;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.component.micrometer.MicrometerConstants;
import org.apache.camel.spi.PropertiesComponent;
import org.jspecify.annotations.Nullable;

/**
 * Installs the router in a Camel context: from then on {@code direct:chat} and {@code llm-router:MODEL} take prompts, {@code
 * llm:TARGET} and the registry have every target's model, and the registry has every model of the router as LangChain4j's.
 * The installed router is there by its type. The routes are the YAML files beside this package.
 */
public final class LlmRouter {

    /**
     * The name of a {@code java.nio.file.Path} in the registry: the folder for state, which is made where it is needed. Without
     * one what has to be kept is only in memory, or in a folder for this run.
     */
    public static final String DATA = "llm-router-data";

    /** The name of a {@code java.nio.file.Path} in the registry: the folder of the operator's own routes. */
    public static final String ROUTES = "llm-router-routes";

    private final CamelContext camel;
    private final RouterConfig config;
    private final Map<String, Provider> providers;
    private final Map<String, String> reasons;
    private final Models models;
    private final Offers offers;
    private final Faults faults;
    private final Accounting accounting;
    private final Gate gate;
    private final ChatWay way;

    private LlmRouter(
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
        this.camel = camel;
        this.config = config;
        this.providers = providers;
        this.reasons = reasons;
        this.models = models;
        this.offers = offers;
        this.faults = faults;
        this.accounting = accounting;
        this.gate = gate;
        this.way = way;
    }

    /**
     * {@return the configuration in a file and the catalogue of models beside it, where there is none the one that
     * comes with the router; placeholders are resolved by the context}
     *
     * @throws ConfigException with all that is wrong with it
     */
    public static RouterFiles read(CamelContext camel, Path file) {
        PropertiesComponent properties = camel.getPropertiesComponent();
        if (!properties.hasPropertiesFunction("file")) {
            properties.addPropertiesFunction(new FileReference());
        }
        RouterConfig config = ConfigReader.read(
                file, camel::resolvePropertyPlaceholders, Providers.kinds(camel), Policies.kinds(camel));
        return new RouterFiles(config, CatalogReader.beside(file, camel::resolvePropertyPlaceholders), file);
    }

    /**
     * Has the state of the router that is installed next kept in a folder, which is made where it does not exist.
     *
     * @throws IllegalArgumentException where nothing can be written there
     */
    public static void keepStateIn(CamelContext camel, Path folder) {
        camel.getRegistry().bind(DATA, Path.class, Settings.folder(folder));
    }

    /**
     * Has the router that is installed next take routes of a folder in place of those of the same file names that come with it,
     * others besides, and what is edited there while it runs.
     *
     * @throws IllegalArgumentException where it is no folder
     */
    public static void takeRoutesFrom(CamelContext camel, Path folder) {
        camel.getRegistry().bind(ROUTES, Path.class, OwnRoutes.checked(folder));
    }

    /**
     * Installs the spine, in a context that is starting or started; once per context. Nothing is on that does not stand
     * in the configuration, unless that says {@code discover: true}.
     *
     * @return the installed router
     * @throws Exception what Camel throws for a route that can't be loaded or started
     */
    public static LlmRouter install(CamelContext camel, RouterFiles files) throws Exception {
        return install(
                camel,
                Boolean.TRUE.equals(files.config().discover())
                        ? Discovery.begin(camel, files).end()
                        : Discovery.nothing(files));
    }

    static LlmRouter install(CamelContext camel, Discovery.Found found) throws Exception {
        RouterFiles files = found.files();
        RouterConfig config = files.config();
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
        TargetStates states = governance.states(camel, targets);
        Performance performance = new Performance(targets::places, System::nanoTime);
        camel.getRegistry().bind("performance", performance);
        Cooldowns cooldowns = new Cooldowns(System::nanoTime);
        ToLongBiFunction<Call, Target> tokens = (call, target) -> Forecast.tokens(call, performance.of(target));
        Accounting accounting = Accounting.bind(camel, config, registry);
        Gate gate = Identification.bind(camel, config, accounting.database(), Spine.clock(camel));
        Budgeting.bind(camel, config, accounting, gate, Spine.clock(camel));
        Spine.bind(camel, config, governance, targets, states, cooldowns, performance, tokens, meters);
        Holds.bind(camel, files);
        Repeating.bind(camel, config, accounting, Spine.clock(camel));
        Vacancies vacancies = new Vacancies(
                targets::places,
                Queue.router(config.overload()),
                target -> states.isDrained(target) || targets.isOpen(target) ? Vacancies.NEVER : cooldowns.left(target),
                tokens);
        Queue.bind(camel, config.overload(), vacancies, registry);
        bind(camel, "redeemTickets", new RedeemTickets());
        // the template first: targets are instances of it, and the policies are made of targets
        ShippedRoutes.load(camel, List.of("target"));
        Map<String, Target> on = targetsOn(config, providers, facts, terms, targets);
        Models models = ModelTree.of(camel, files, on, targets, performance, states);
        Limiting.bind(camel, config, performance, gate, models);
        Offers offers = new Offers(config, on, targets, models);
        List<Requirement> requirements = Selecting.requirements(camel, config, governance.requirements(), states);
        Selecting.bind(camel, config, models, targets, cooldowns, offers, performance, requirements);
        Scatter.bind(camel);
        LongTexts.bind(camel);
        Resuming.bind(camel, config);
        Decisions decisions = new Decisions(config.decisions());
        bind(camel, "keepDecision", new KeepDecision(decisions, Clock.systemUTC()));
        bind(camel, "tellDecision", new TellDecision(decisions, HttpCall::lastOfPath, LlmRouter::mayKnow));
        bind(
                camel,
                "explainCall",
                new ExplainCall(
                        performance, target -> health(target, targets, cooldowns, performance), Clock.systemUTC()));
        Experimenting.bind(camel, config, targets, registry, requirements);
        StoredFiles stored = OpenAiFiles.bind(camel, files);
        bind(camel, "readTickets", new ReadTickets(stored));
        ShippedRoutes.load(camel, Spine.ROUTES);
        JmsChannel.install(camel, files, registry);
        FileChannel.install(camel, files, stored);
        Holds.bindDecisions(camel);
        OwnRoutes.install(camel);
        ChatWay way = Gateways.bind(camel, offers.names());
        LlmRouter router =
                new LlmRouter(camel, config, providers, found.reasons(), models, offers, faults, accounting, gate, way);
        camel.getRegistry().bind("llm-router", LlmRouter.class, router);
        return router;
    }

    /**
     * Installs the HTTP channel on the host that is bound in this context, as {@code LlmHttpFilter} is in a servlet
     * container, or else on the Vert.x router that {@code platform-http} has there.
     *
     * @throws Exception what Camel throws for a route that can't be loaded or started
     */
    public void installHttp() throws Exception {
        HttpChannel.bind(camel, models, offers, config.admin(), config.streams(), faults, accounting, gate);
        ShippedRoutes.load(camel, HttpChannel.ROUTES);
        if (config.channels().jms() != null) {
            ShippedRoutes.load(camel, JmsChannel.HTTP_ROUTES);
        }
        if (config.channels().jms() != null || config.channels().files() != null) {
            ShippedRoutes.load(camel, Holds.HTTP_ROUTES);
        }
    }

    /**
     * {@return a model of the router as LangChain4j's} Those that stand in the configuration are in the registry as well, under
     * their names.
     *
     * @param name of a model or a target, or {@code PROVIDER/MODEL}; one that there is not fails when it is asked
     */
    public RouterModel model(String name) {
        return new RouterModel(way, name);
    }

    /**
     * Checks that a model is one that callers may ask for, as soon as the providers that it needs are on.
     *
     * @throws UnknownModelException where the configuration knows nothing of that name, naming what is near
     */
    public void require(String model) {
        String name = models.nameOf(model);
        int slash = name.indexOf('/');
        if (!config.models().containsKey(name)
                && !config.targets().containsKey(name)
                && (slash < 1 || !providers.containsKey(name.substring(0, slash)))) {
            throw models.unknown(name);
        }
    }

    /** {@return the providers as configured, on or off, in the order of the configuration; then those that were found} */
    public List<Provider> providers() {
        return List.copyOf(providers.values());
    }

    /** {@return why a provider is on that does not stand in the configuration; null for one that does} */
    @Nullable
    String reason(Provider provider) {
        return reasons.get(provider.name());
    }

    /** {@return the names of the configured models and targets that callers may ask for} */
    public List<String> models() {
        return offers.names();
    }

    /** {@return the names of the targets that the configuration switches off} */
    List<String> disabled() {
        return offers.disabled();
    }

    /** {@return the names of the faults that are on} */
    Collection<String> faults() {
        return faults.running().keySet();
    }

    /** {@return the ways besides HTTP on which prompts come} */
    ChannelsEntry channels() {
        return config.channels();
    }

    /** {@return whether callers have to show who they are} */
    boolean isGuarded() {
        return gate.isNeeded();
    }

    /** Who has not been asked who it is, be it an operator, may know of everything. */
    private static boolean mayKnow(Exchange exchange, @Nullable String tenant) {
        Holder holder = Holder.of(exchange);
        return holder == null || holder.identity().tenant().equals(tenant);
    }

    private static TargetHealth health(Target target, Targets targets, Cooldowns cooldowns, Performance performance) {
        Failure noKey = targets.keys(target).refusal(target.model());
        return new TargetHealth(
                targets.isOpen(target),
                Math.max(cooldowns.left(target), targets.nanosUntilAllowed(target)),
                targets.ramps().share(target),
                performance.of(target).isHanging(),
                noKey == null ? null : noKey.kind().code());
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
