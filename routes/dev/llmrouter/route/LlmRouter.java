package dev.llmrouter.route;

import dev.llmrouter.anthropic.MessagesRequest;
import dev.llmrouter.call.BeginAttempt;
import dev.llmrouter.call.CheckReply;
import dev.llmrouter.call.CloseCall;
import dev.llmrouter.call.KeepReply;
import dev.llmrouter.call.NextTarget;
import dev.llmrouter.call.NoteFailure;
import dev.llmrouter.call.OpenCall;
import dev.llmrouter.call.SettleCall;
import dev.llmrouter.call.Workers;
import dev.llmrouter.catalog.Target;
import dev.llmrouter.config.AdminEntry;
import dev.llmrouter.config.CatalogReader;
import dev.llmrouter.config.ConfigException;
import dev.llmrouter.config.ConfigReader;
import dev.llmrouter.config.RouterConfig;
import dev.llmrouter.config.RouterFiles;
import dev.llmrouter.embeddings.EmbeddingsRequest;
import dev.llmrouter.explain.Decisions;
import dev.llmrouter.explain.ExplainCall;
import dev.llmrouter.explain.KeepDecision;
import dev.llmrouter.explain.TellDecision;
import dev.llmrouter.governance.TargetStates;
import dev.llmrouter.http.AdmitAdmin;
import dev.llmrouter.http.CountTokens;
import dev.llmrouter.http.HttpCall;
import dev.llmrouter.http.ListModels;
import dev.llmrouter.http.ReadByPath;
import dev.llmrouter.http.ReadJson;
import dev.llmrouter.http.ReadRequest;
import dev.llmrouter.http.RefuseUnknownPath;
import dev.llmrouter.http.TellHealth;
import dev.llmrouter.http.WriteError;
import dev.llmrouter.http.WriteJson;
import dev.llmrouter.http.WriteReply;
import dev.llmrouter.meter.Meters;
import dev.llmrouter.meter.RecordCall;
import dev.llmrouter.meter.RecordRefusal;
import dev.llmrouter.openai.CompletionsRequest;
import dev.llmrouter.openai.OpenAiRequest;
import dev.llmrouter.passthrough.FormRequest;
import dev.llmrouter.passthrough.JsonPassage;
import dev.llmrouter.policy.Performance;
import dev.llmrouter.policy.Requirement;
import dev.llmrouter.provider.Provider;
import dev.llmrouter.ranking.LearnFromCall;
import dev.llmrouter.responses.ResponsesRequest;
import dev.llmrouter.select.Models;
import dev.llmrouter.wire.Operation;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import org.apache.camel.CamelContext;
import org.apache.camel.Expression;
import org.apache.camel.Processor;
import org.apache.camel.component.micrometer.MicrometerConstants;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.util.concurrent.ThreadPoolRejectedPolicy;
import org.jspecify.annotations.Nullable;

/**
 * Installs the router in a Camel context: from then on {@code direct:chat} takes prompts, and {@code llm:TARGET} and
 * the registry have every target's model. The routes are the YAML files beside this package.
 */
public final class LlmRouter {

    private static final String FOLDER = "classpath:META-INF/llm-router/routes/";
    private static final List<String> SPINE =
            List.of("chat", "select", "dispatch", "scatter", "settle", "shadow", "target");
    private static final List<String> HTTP = List.of(
            "errors",
            "openai-http",
            "responses-http",
            "completions-http",
            "anthropic-http",
            "embeddings-http",
            "passthrough-http",
            "explain-http",
            "feedback-http",
            "admin-http",
            "health-http");

    private final CamelContext camel;
    private final AdminEntry admin;
    private final Map<String, Provider> providers;
    private final Map<String, String> reasons;
    private final Models models;
    private final Offers offers;

    private LlmRouter(
            CamelContext camel,
            AdminEntry admin,
            Map<String, Provider> providers,
            Map<String, String> reasons,
            Models models,
            Offers offers) {
        this.camel = camel;
        this.admin = admin;
        this.providers = providers;
        this.reasons = reasons;
        this.models = models;
        this.offers = offers;
    }

    /**
     * {@return the configuration in a file and the catalogue of models beside it, where there is none the one that
     * comes with the router; placeholders are resolved by the context}
     *
     * @throws ConfigException with all that is wrong with it
     */
    public static RouterFiles read(CamelContext camel, Path file) {
        RouterConfig config = ConfigReader.read(
                file, camel::resolvePropertyPlaceholders, Providers.kinds(camel), Policies.kinds(camel));
        Path folder = file.toAbsolutePath().resolveSibling("");
        return new RouterFiles(config, CatalogReader.beside(file, camel::resolvePropertyPlaceholders), folder);
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
        Map<String, Provider> providers = Providers.of(camel, config.providers());
        ProviderFacts facts = new ProviderFacts(files);
        ProviderTerms terms = new ProviderTerms(config, providers);
        Targets targets = new Targets(camel, providers, facts, terms, meters);
        Governance governance = new Governance(config);
        TargetStates states = governance.states(camel, targets);
        Performance performance = new Performance(targets::places, System::nanoTime);
        camel.getRegistry().bind("performance", performance);
        bind(camel, "openCall", new OpenCall(false, governance.grants(), clock(camel)));
        bind(camel, "closeCall", new CloseCall());
        bind(camel, "beginAttempt", new BeginAttempt(targets::places));
        bind(camel, "checkReply", new CheckReply(workers(camel, "llm-router-checks")));
        bind(camel, "keepReply", new KeepReply());
        bind(camel, "noteFailure", new NoteFailure());
        bind(camel, "settleCall", new SettleCall());
        bind(camel, "recordCall", new RecordCall(meters));
        bind(camel, "learnFromCall", new LearnFromCall(performance));
        bind(camel, "recordRefusal", new RecordRefusal(meters));
        Decisions decisions = new Decisions(config.decisions());
        bind(camel, "keepDecision", new KeepDecision(decisions, Clock.systemUTC()));
        bind(camel, "tellDecision", new TellDecision(decisions, HttpCall::lastOfPath));
        bind(camel, "rehearseCall", new OpenCall(true, governance.grants(), clock(camel)));
        camel.getRegistry().bind("nextTarget", Expression.class, new NextTarget(targets::guarded, states::isDrained));
        // the template first: targets are instances of it, and the policies are made of targets
        load(camel, List.of("target"));
        Map<String, Target> on = targetsOn(config, providers, facts, terms, targets);
        Models models = ModelTree.of(camel, files, on, targets, performance, states);
        Offers offers = new Offers(config, on, targets, models);
        List<Requirement> requirements = Selecting.requirements(config, governance.requirements(), states);
        Selecting.bind(camel, config, models, targets, offers, performance, requirements);
        Scatter.bind(camel);
        bind(camel, "explainCall", new ExplainCall(performance, targets::isOpen, Clock.systemUTC()));
        Experimenting.bind(camel, config, targets, registry, requirements);
        load(camel, SPINE.subList(0, SPINE.size() - 1));
        return new LlmRouter(camel, config.admin(), providers, found.reasons(), models, offers);
    }

    /**
     * Installs the HTTP channel on the Vert.x router that {@code platform-http} has in this context.
     *
     * @throws Exception what Camel throws for a route that can't be loaded or started
     */
    public void installHttp() throws Exception {
        ReadRequest chat = ReadRequest.ofBody(OpenAiRequest::read);
        ReadRequest messages = ReadRequest.ofBody(MessagesRequest::read);
        ReadRequest responses = ReadRequest.ofBody(ResponsesRequest::read);
        ReadRequest completions = ReadRequest.ofBody(CompletionsRequest::read);
        ReadRequest embeddings = ReadRequest.ofBody(EmbeddingsRequest::read);
        bind(camel, "readChat", chat);
        bind(camel, "readMessages", messages);
        bind(camel, "countTokens", new CountTokens(models::find));
        bind(camel, "readResponses", responses);
        bind(camel, "readCompletions", completions);
        bind(camel, "readEmbeddings", embeddings);
        bind(
                camel,
                "readExplained",
                new ReadByPath(
                        "/v1/route/explain",
                        Map.of(
                                "", chat,
                                "/chat/completions", chat,
                                "/messages", messages,
                                "/responses", responses,
                                "/completions", completions,
                                "/embeddings", embeddings)));
        bind(camel, "writeJson", new WriteJson());
        bind(camel, "readImages", json(Operation.IMAGES));
        bind(camel, "readSpeech", json(Operation.SPEECH));
        bind(camel, "readTranscriptions", form(Operation.TRANSCRIPTIONS));
        bind(camel, "readTranslations", form(Operation.TRANSLATIONS));
        bind(camel, "readModerations", json(Operation.MODERATIONS));
        bind(camel, "readRerank", json(Operation.RERANK));
        bind(camel, "writeReply", new WriteReply(models::lifetime));
        bind(camel, "writeError", new WriteError());
        bind(camel, "listModels", new ListModels(offers::names, offers::facts, offers::terms));
        bind(camel, "readJson", new ReadJson());
        bind(camel, "admitAdmin", new AdmitAdmin(admin.key()));
        bind(camel, "tellHealth", new TellHealth(() -> camel.getStatus().isStarted()));
        bind(camel, "refuseUnknownPath", new RefuseUnknownPath());
        load(camel, HTTP);
    }

    private static ReadRequest json(Operation operation) {
        return ReadRequest.ofBody(body -> JsonPassage.read(operation, body));
    }

    private static ReadRequest form(Operation operation) {
        return new ReadRequest(call -> FormRequest.read(
                operation, call.header("content-type"), call.body().getBytes()));
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

    /** That of the machine, unless the application has bound another. */
    private static Clock clock(CamelContext camel) {
        Clock bound = camel.getRegistry().lookupByNameAndType("llm-router-clock", Clock.class);
        return bound == null ? Clock.system(ZoneId.systemDefault()) : bound;
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

    private static ExecutorService workers(CamelContext camel, String name) {
        return Workers.create(camel, name, ThreadPoolRejectedPolicy.CallerRuns);
    }

    private static void bind(CamelContext camel, String name, Processor processor) {
        camel.getRegistry().bind(name, Processor.class, processor);
    }

    private static void load(CamelContext camel, List<String> names) throws Exception {
        for (String name : names) {
            Resource yaml = PluginHelper.getResourceLoader(camel).resolveResource(FOLDER + name + ".camel.yaml");
            PluginHelper.getRoutesLoader(camel).loadRoutes(yaml);
        }
    }
}
