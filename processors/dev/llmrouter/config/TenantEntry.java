package dev.llmrouter.config;

import dev.llmrouter.call.NamePatterns;
import dev.llmrouter.call.Permissions;
import dev.llmrouter.call.Wish;
import dev.llmrouter.catalog.Demand;
import dev.llmrouter.catalog.Doc;
import dev.llmrouter.catalog.Range;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the calls of one tenant may do, as configured. */
@Doc("What the calls of one tenant may do")
public record TenantEntry(
        @Doc("the models, targets and PROVIDER/MODEL that it may ask for; * stands for anything; default: all")
                @Range(min = 1)
                @Nullable
                List<String> models,
        @Doc("what must hold of every target that answers it") @Nullable Demand require,
        @Doc("the wishes that its callers may have, such as models or provider; default: all") @Nullable
                List<Wish> wishes,
        @Doc("the organization that it belongs to, which stands under organizations; default none") @Nullable
                String organization,
        @Doc("the keys that its callers show as a bearer token") List<KeyEntry> keys,
        @Doc("how many calls in a minute; default any number") @Range(min = 1, max = 100000000) @Nullable
                Integer requestsPerMinute,
        @Doc("how many tokens in a minute, prompts and replies together; default any number")
                @Range(min = 1, max = 100000000)
                @Nullable
                Integer tokensPerMinute,
        @Doc("how many calls at one time, streams until they end; default any number") @Range(min = 1) @Nullable
                Integer concurrentRequests,
        @Doc("how much of some models, besides what all calls may") @Nullable List<ModelLimitEntry> modelLimits,
        @Doc("how much money") @Nullable BudgetEntry budget,
        @Doc("how much money, where several have to hold, such as one per day and one per month") @Nullable
                List<BudgetEntry> budgets,
        @Doc("how much each of its users may ask and spend") LimitEntry perUser,
        @Doc("what its callers may say in the body of a request") @Nullable ParameterEntry parameters) {

    /** Keeps its own lists. */
    public TenantEntry(
            @Nullable List<String> models,
            @Nullable Demand require,
            @Nullable List<Wish> wishes,
            @Nullable String organization,
            @Nullable List<KeyEntry> keys,
            @Nullable Integer requestsPerMinute,
            @Nullable Integer tokensPerMinute,
            @Nullable Integer concurrentRequests,
            @Nullable List<ModelLimitEntry> modelLimits,
            @Nullable BudgetEntry budget,
            @Nullable List<BudgetEntry> budgets,
            @Nullable LimitEntry perUser,
            @Nullable ParameterEntry parameters) {
        this.models = models == null ? null : List.copyOf(models);
        this.require = require;
        this.wishes = wishes == null ? null : List.copyOf(wishes);
        this.organization = organization;
        this.keys = keys == null ? List.of() : List.copyOf(keys);
        this.requestsPerMinute = requestsPerMinute;
        this.tokensPerMinute = tokensPerMinute;
        this.concurrentRequests = concurrentRequests;
        this.modelLimits = modelLimits == null ? null : List.copyOf(modelLimits);
        this.budget = budget;
        this.budgets = budgets == null ? null : List.copyOf(budgets);
        this.perUser = perUser == null ? LimitEntry.NONE : perUser;
        this.parameters = parameters;
        LimitEntry.checkDistinct(all(budget, budgets));
    }

    static List<BudgetEntry> all(@Nullable BudgetEntry one, @Nullable List<BudgetEntry> several) {
        return Stream.concat(Stream.ofNullable(one), several == null ? Stream.of() : several.stream())
                .toList();
    }

    /** {@return what one of its keys is called, which is its number where it has no name} */
    public String keyName(String tenant, int index) {
        String name = keys.get(index).name();
        return name == null ? tenant + "-" + (index + 1) : name;
    }

    /** {@return how much its callers may ask and spend together} */
    public LimitEntry limits() {
        return new LimitEntry(
                requestsPerMinute, tokensPerMinute, concurrentRequests, all(budget, budgets), modelLimits);
    }

    /** {@return this as the permissions of the tenant of that name} */
    public Permissions permissions(String tenant) {
        return new Permissions(
                tenant,
                models == null ? NamePatterns.ALL : NamePatterns.of(models),
                require == null ? List.of() : List.of(require),
                wishes == null ? Wish.ALL : Set.copyOf(wishes));
    }
}
