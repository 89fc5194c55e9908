package dev.llmrouter.config;

import dev.llmrouter.catalog.Demand;
import dev.llmrouter.catalog.Doc;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What holds of calls with a key besides what holds of its tenant, be it configured or made over the admin API. */
@Doc("what holds of calls with a key, besides what holds of its tenant")
public record KeyTermsEntry(
        @Doc("how much may be asked and spent with it") LimitEntry limits,
        @Doc("how much money") @Nullable BudgetEntry budget,
        @Doc("how much money, where several have to hold, such as one per day and one per month") @Nullable
                List<BudgetEntry> budgets,
        @Doc("what must hold of every target that answers it") @Nullable Demand require) {

    /** No limits where there are none. */
    public KeyTermsEntry(
            @Nullable LimitEntry limits,
            @Nullable BudgetEntry budget,
            @Nullable List<BudgetEntry> budgets,
            @Nullable Demand require) {
        this.limits = limits == null ? LimitEntry.NONE : limits;
        this.budget = budget;
        this.budgets = budgets == null ? null : List.copyOf(budgets);
        this.require = require;
        LimitEntry.checkDistinct(allBudgets());
    }

    /** {@return how much may be asked and spent, wherever it stands} */
    public LimitEntry all() {
        return new LimitEntry(
                limits.requestsPerMinute(),
                limits.tokensPerMinute(),
                limits.concurrentRequests(),
                allBudgets(),
                limits.modelLimits());
    }

    private List<BudgetEntry> allBudgets() {
        return Stream.concat(limits.budgets().stream(), TenantEntry.all(budget, budgets).stream())
                .toList();
    }

    /** {@return what must hold of every target that answers} */
    public List<Demand> demands() {
        return require == null ? List.of() : List.of(require);
    }
}
