package dev.llmrouter.config;

import dev.llmrouter.catalog.Demand;
import dev.llmrouter.catalog.Doc;
import dev.llmrouter.catalog.Range;
import dev.llmrouter.catalog.Secret;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One of the keys that a tenant's callers show, as configured. */
@Doc("a key that callers of the tenant show; alone it is its reference")
public record KeyEntry(
        @Doc(value = "the key itself; only by reference, as in {{env:ACME_KEY}}", required = true) Secret key,
        @Doc("what it is called in logs and reports; default the tenant's name and its number") @Nullable String name,
        @Doc("whose it is; default nobody's in particular") @Nullable String user,
        @Doc("the groups that whoever shows it belongs to; default none") List<String> groups,
        @Doc("the last day on which it is taken, such as 2027-01-31; default any") @Nullable LocalDate expires,
        @Doc("the models, targets and PROVIDER/MODEL that may be asked for with it; default all that the tenant may")
                @Range(min = 1)
                @Nullable
                List<String> models,
        @Doc("how much may be asked and spent with it, besides what the tenant may") LimitEntry limits,
        @Doc("how much money") @Nullable BudgetEntry budget,
        @Doc("how much money, where several have to hold, such as one per day and one per month") @Nullable
                List<BudgetEntry> budgets,
        @Doc("what must hold of every target that answers whoever shows it, besides what the tenant requires") @Nullable
                Demand require) {

    /** What is absent takes its default. */
    public KeyEntry(
            Secret key,
            @Nullable String name,
            @Nullable String user,
            @Nullable List<String> groups,
            @Nullable LocalDate expires,
            @Nullable List<String> models,
            @Nullable LimitEntry limits,
            @Nullable BudgetEntry budget,
            @Nullable List<BudgetEntry> budgets,
            @Nullable Demand require) {
        this.key = key;
        this.name = name;
        this.user = user;
        this.groups = groups == null ? List.of() : List.copyOf(groups);
        this.expires = expires;
        this.models = models == null ? null : List.copyOf(models);
        this.limits = limits == null ? LimitEntry.NONE : limits;
        this.budget = budget;
        this.budgets = budgets == null ? null : List.copyOf(budgets);
        this.require = require;
        LimitEntry.checkDistinct(terms().all().budgets());
    }

    /** {@return what holds of calls with it} */
    public KeyTermsEntry terms() {
        return new KeyTermsEntry(limits, budget, budgets, require);
    }
}
