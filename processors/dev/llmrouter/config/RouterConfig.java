package dev.llmrouter.config;

import dev.llmrouter.call.StreamTerms;
import dev.llmrouter.catalog.Demand;
import dev.llmrouter.catalog.Doc;
import dev.llmrouter.catalog.Range;
import dev.llmrouter.fault.FaultRule;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The whole configuration, as it stands in the file: names lead somewhere, but no default of the catalogue is filled
 * in. Immutable; every map keeps the order of the file.
 */
@Doc("Who answers, what there is to choose from, and what callers may ask for")
public record RouterConfig(
        @Doc(value = "who sells models, by name", required = true) Map<String, ProviderEntry> providers,
        @Doc("one model at one provider each, by name: chosen, throttled, broken and billed as one thing")
                Map<String, TargetEntry> targets,
        @Doc("what callers ask for, by name; a target is also a model under its own name")
                Map<String, ModelEntry> models,
        @Doc("whether known providers are on without an entry where their keys are in the environment, and Ollama where"
                        + " it answers; default true, and false in an application that has the router in it")
                @Nullable
                Boolean discover,
        @Doc("of how many of the last calls it is remembered why they went where they went; default 1000")
                @Range(min = 0, max = 1000000)
                Integer decisions,
        @Doc("what must hold of every target that answers anybody") @Nullable Demand require,
        @Doc("what must hold of a target that gets data of a label, by the name of the label; callers say it in"
                        + " x-llm-labels, or in metadata.labels of the request")
                Map<String, Demand> labels,
        @Doc("what the calls of each tenant may do, by its name") Map<String, TenantEntry> tenants,
        @Doc("what holds of several tenants together, by the name that these give")
                Map<String, OrganizationEntry> organizations,
        @Doc("whose signed tokens callers may show in place of a key") List<TokenEntry> issuers,
        @Doc("where ledger, budgets and keys are kept, and what replicas share") StoreEntry store,
        @Doc("for how long a request with the Idempotency-Key of one before gets the same answer")
                IdempotencyEntry idempotency,
        @Doc("the addresses of Camel endpoints that are told when a budget is nearly spent and when it is, such as"
                        + " https://hooks.example.com/llm or llm-jms:queue:alerts, the broker of channels.jms")
                List<String> alerts,
        @Doc("what becomes of calls that no target has a place for") OverloadEntry overload,
        @Doc("how often, how soon and for how long targets are asked again") RetryEntry retries,
        @Doc("what a failed attempt leads to, by the class of the failure, where it is not the usual")
                FailureEntry failures,
        @Doc("which models are tried once all targets of a model have failed that names none itself") @Nullable
                FallbackEntry fallbacks,
        @Doc("who may look at the router and change it while it runs") AdminEntry admin,
        @Doc("what callers of streams are told while nothing comes, and how long they may take") StreamTerms streams,
        @Doc("what is made to go wrong, by name, for tests and game days; also at /admin/faults while the router runs")
                Map<String, FaultRule> faults,
        @Doc("ways besides HTTP on which prompts come; each is off until it stands here") ChannelsEntry channels,
        @Doc("calls that a person decides on before any model is asked; the first that fits") List<HoldEntry> holds) {

    private static final int DEFAULT_DECISIONS = 1000;

    /** Sections that are absent are empty. */
    public RouterConfig(
            @Nullable Map<String, ProviderEntry> providers,
            @Nullable Map<String, TargetEntry> targets,
            @Nullable Map<String, ModelEntry> models,
            @Nullable Boolean discover,
            @Nullable Integer decisions,
            @Nullable Demand require,
            @Nullable Map<String, Demand> labels,
            @Nullable Map<String, TenantEntry> tenants,
            @Nullable Map<String, OrganizationEntry> organizations,
            @Nullable List<TokenEntry> issuers,
            @Nullable StoreEntry store,
            @Nullable IdempotencyEntry idempotency,
            @Nullable List<String> alerts,
            @Nullable OverloadEntry overload,
            @Nullable RetryEntry retries,
            @Nullable FailureEntry failures,
            @Nullable FallbackEntry fallbacks,
            @Nullable AdminEntry admin,
            @Nullable StreamTerms streams,
            @Nullable Map<String, FaultRule> faults,
            @Nullable ChannelsEntry channels,
            @Nullable List<HoldEntry> holds) {
        this.providers = Ordered.copy(providers);
        this.targets = Ordered.copy(targets);
        this.models = Ordered.copy(models);
        this.discover = discover;
        this.decisions = decisions == null ? DEFAULT_DECISIONS : decisions;
        this.require = require;
        this.labels = Ordered.copy(labels);
        this.tenants = Ordered.copy(tenants);
        this.organizations = Ordered.copy(organizations);
        this.issuers = issuers == null ? List.of() : List.copyOf(issuers);
        this.store = store == null ? StoreEntry.DEFAULT : store;
        this.idempotency = idempotency == null ? IdempotencyEntry.DEFAULT : idempotency;
        this.alerts = alerts == null ? List.of() : List.copyOf(alerts);
        this.overload = overload == null ? OverloadEntry.DEFAULT : overload;
        this.retries = retries == null ? new RetryEntry(null, null, null, null, null) : retries;
        this.failures = failures == null ? FailureEntry.USUAL : failures;
        this.fallbacks = fallbacks;
        this.admin = admin == null ? new AdminEntry(null) : admin;
        this.faults = Ordered.copy(faults);
        this.streams = streams == null ? StreamTerms.DEFAULT : streams;
        this.channels = channels == null ? ChannelsEntry.NONE : channels;
        this.holds = holds == null ? List.of() : List.copyOf(holds);
    }

    /** {@return the same with other providers} */
    public RouterConfig with(Map<String, ProviderEntry> others) {
        return new RouterConfig(
                others,
                targets,
                models,
                discover,
                decisions,
                require,
                labels,
                tenants,
                organizations,
                issuers,
                store,
                idempotency,
                alerts,
                overload,
                retries,
                failures,
                fallbacks,
                admin,
                streams,
                faults,
                channels,
                holds);
    }
}
