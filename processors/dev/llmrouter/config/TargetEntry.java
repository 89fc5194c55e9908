package dev.llmrouter.config;

import dev.llmrouter.catalog.BreakerLimits;
import dev.llmrouter.catalog.Capability;
import dev.llmrouter.catalog.DataTerms;
import dev.llmrouter.catalog.Doc;
import dev.llmrouter.catalog.MinuteLimits;
import dev.llmrouter.catalog.ModelFacts;
import dev.llmrouter.catalog.Price;
import dev.llmrouter.catalog.Range;
import dev.llmrouter.catalog.Retention;
import dev.llmrouter.catalog.Target;
import dev.llmrouter.catalog.Timeouts;
import dev.llmrouter.catalog.Unsupported;
import dev.llmrouter.policy.ModelName;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One model at one provider, as configured. */
@Doc("One model at one provider: chosen, throttled, broken and billed as one thing")
public record TargetEntry(
        @Doc(value = "the name of a provider of this file", required = true) String provider,
        @Doc(value = "what the provider calls the model", required = true) String model,
        @Doc("its share where targets are drawn by weight; default 1") @Range(min = 0) Double weight,
        @Doc("how many calls it may answer at one time, streams until they end; default 1000") @Range(min = 1)
                Integer concurrentRequests,
        @Doc("how many calls it may get in a minute; default any number") @Range(min = 1, max = 100000000) @Nullable
                Integer requestsPerMinute,
        @Doc("how many tokens its calls may have in a minute, prompts and replies together; default any number")
                @Range(min = 1, max = 100000000)
                @Nullable
                Integer tokensPerMinute,
        @Doc("how long it may take") Timeouts timeouts,
        @Doc("how often it is asked again before another target is; default: as retries.count says")
                @Range(min = 0, max = 10)
                @Nullable
                Integer retries,
        @Doc("when its circuit breaker opens, and for how long") BreakerLimits breaker,
        @Doc("what it charges; default: what the catalogue says") @Nullable Price price,
        @Doc("what becomes of parameters that it can't be told: dropped and named, or the call refused; default drop")
                Unsupported unsupported,
        @Doc("all that it can do; default: what the catalogue says") @Nullable List<Capability> capabilities,
        @Doc("how many tokens prompt and reply may have together; default: what the catalogue says")
                @Range(min = 1)
                @Nullable
                Integer contextWindow,
        @Doc("how many tokens the reply may have; default: what the catalogue says") @Range(min = 1) @Nullable
                Integer outputLimit,
        @Doc("the day from which it may be gone, such as 2027-01-31; default: what the catalogue says") @Nullable
                LocalDate sunset,
        @Doc("who answers in its place from its sunset on: the name of a model, of a target, or PROVIDER/MODEL")
                @ModelName
                @Nullable
                String successor,
        @Doc("where its data stays, such as eu or eu-central-1; default: what its provider says") @Nullable
                String region,
        @Doc("for how long its data is kept: none, or such as 30d; default: what its provider says") @Nullable
                Retention dataRetention,
        @Doc("whether models may be trained on its data; default: what its provider says") @Nullable Boolean training,
        @Doc("in which numbers it runs, such as fp8; default: what its provider says") @Nullable String quantization,
        @Doc("whether it is switched off, so that it is never asked; default false") Boolean disabled) {

    /** What is absent takes its default. */
    public TargetEntry(
            String provider,
            String model,
            @Nullable Double weight,
            @Nullable Integer concurrentRequests,
            @Nullable Integer requestsPerMinute,
            @Nullable Integer tokensPerMinute,
            @Nullable Timeouts timeouts,
            @Nullable Integer retries,
            @Nullable BreakerLimits breaker,
            @Nullable Price price,
            @Nullable Unsupported unsupported,
            @Nullable List<Capability> capabilities,
            @Nullable Integer contextWindow,
            @Nullable Integer outputLimit,
            @Nullable LocalDate sunset,
            @Nullable String successor,
            @Nullable String region,
            @Nullable Retention dataRetention,
            @Nullable Boolean training,
            @Nullable String quantization,
            @Nullable Boolean disabled) {
        this.provider = provider;
        this.model = model;
        this.weight = weight == null ? 1 : weight;
        this.concurrentRequests = concurrentRequests == null ? Target.DEFAULT_CONCURRENT_REQUESTS : concurrentRequests;
        this.requestsPerMinute = requestsPerMinute;
        this.tokensPerMinute = tokensPerMinute;
        this.timeouts = timeouts == null ? Timeouts.DEFAULT : timeouts;
        this.retries = retries;
        this.breaker = breaker == null ? BreakerLimits.DEFAULT : breaker;
        this.price = price;
        this.unsupported = unsupported == null ? Unsupported.DROP : unsupported;
        this.capabilities = capabilities == null ? null : List.copyOf(capabilities);
        this.contextWindow = contextWindow;
        this.outputLimit = outputLimit;
        this.sunset = sunset;
        this.successor = successor;
        this.region = region;
        this.dataRetention = dataRetention;
        this.training = training;
        this.quantization = quantization;
        this.disabled = Boolean.TRUE.equals(disabled);
    }

    /** {@return what becomes of the data of its calls; what it does not say is as its provider has it} */
    public DataTerms terms(DataTerms ofProvider) {
        return new DataTerms(region, dataRetention, training, quantization).orElse(ofProvider);
    }

    /** {@return this as the target of that name; what it does not say is as the catalogue and its provider have it} */
    public Target target(String name, ModelFacts catalogued, DataTerms ofProvider) {
        ModelFacts own = new ModelFacts(null, contextWindow, outputLimit, capabilities, price, sunset);
        return new Target(
                name,
                provider,
                model,
                weight,
                concurrentRequests,
                new MinuteLimits(requestsPerMinute, tokensPerMinute),
                timeouts,
                breaker,
                unsupported,
                own.orElse(catalogued),
                terms(ofProvider),
                disabled);
    }
}
