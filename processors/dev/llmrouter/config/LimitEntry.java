package dev.llmrouter.config;

import dev.llmrouter.catalog.Doc;
import dev.llmrouter.catalog.Range;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How much somebody may ask and spend, as configured.
 *
 * @param requestsPerMinute null for any number, as with the others
 */
@Doc("how much may be asked and spent")
public record LimitEntry(
        @Doc("how many calls in a minute; default any number") @Range(min = 1, max = 100000000) @Nullable
                Integer requestsPerMinute,
        @Doc("how many tokens in a minute, prompts and replies together; default any number")
                @Range(min = 1, max = 100000000)
                @Nullable
                Integer tokensPerMinute,
        @Doc("how many calls at one time, streams until they end; default any number") @Range(min = 1) @Nullable
                Integer concurrentRequests,
        @Doc("how much money; several where each has to hold, such as one per day and one per month")
                List<BudgetEntry> budgets,
        @Doc("how much of some models, besides all of the above") List<ModelLimitEntry> modelLimits) {

    /** No limits at all. */
    public static final LimitEntry NONE = new LimitEntry(null, null, null, List.of(), List.of());

    /** What is absent is empty. */
    public LimitEntry(
            @Nullable Integer requestsPerMinute,
            @Nullable Integer tokensPerMinute,
            @Nullable Integer concurrentRequests,
            @Nullable List<BudgetEntry> budgets,
            @Nullable List<ModelLimitEntry> modelLimits) {
        this.requestsPerMinute = requestsPerMinute;
        this.tokensPerMinute = tokensPerMinute;
        this.concurrentRequests = concurrentRequests;
        this.budgets = budgets == null ? List.of() : List.copyOf(budgets);
        this.modelLimits = modelLimits == null ? List.of() : List.copyOf(modelLimits);
        checkDistinct(this.budgets);
    }

    /** Two of one kind would be kept as one. */
    static void checkDistinct(List<BudgetEntry> budgets) {
        Set<List<Object>> seen = new HashSet<>();
        for (BudgetEntry budget : budgets) {
            if (!seen.add(List.of(budget.per(), budget.hard()))) {
                throw new IllegalArgumentException("budgets have two for the same time (per: "
                        + budget.per().name().toLowerCase(Locale.ROOT)
                        + "); only one that is hard and one that is not can stand together");
            }
        }
    }
}
