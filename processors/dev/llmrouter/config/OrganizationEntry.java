package dev.llmrouter.config;

import dev.llmrouter.call.NamePatterns;
import dev.llmrouter.call.Permissions;
import dev.llmrouter.call.Wish;
import dev.llmrouter.catalog.Demand;
import dev.llmrouter.catalog.Doc;
import dev.llmrouter.catalog.Range;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What holds of several tenants together, as configured. */
@Doc("What holds of several tenants together")
public record OrganizationEntry(
        @Doc("the models, targets and PROVIDER/MODEL that its tenants may ask for; default: all")
                @Range(min = 1)
                @Nullable
                List<String> models,
        @Doc("what must hold of every target that answers them") @Nullable Demand require,
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
                List<BudgetEntry> budgets) {

    /** Keeps its own list. */
    public OrganizationEntry {
        models = models == null ? null : List.copyOf(models);
        LimitEntry.checkDistinct(TenantEntry.all(budget, budgets));
    }

    /** {@return this as the permissions of a tenant of whichever name} */
    public Permissions permissions() {
        return new Permissions(
                null,
                models == null ? NamePatterns.ALL : NamePatterns.of(models),
                require == null ? List.of() : List.of(require),
                Wish.ALL);
    }

    /** {@return how much its tenants may ask and spend together} */
    public LimitEntry limits() {
        return new LimitEntry(
                requestsPerMinute, tokensPerMinute, concurrentRequests, TenantEntry.all(budget, budgets), modelLimits);
    }
}
