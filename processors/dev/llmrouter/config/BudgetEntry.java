package dev.llmrouter.config;

import dev.llmrouter.call.Period;
import dev.llmrouter.catalog.Doc;
import dev.llmrouter.catalog.Range;
import dev.llmrouter.policy.ModelName;
import org.jspecify.annotations.Nullable;

/** How much money may be spent, as configured. */
@Doc("how much may be spent in each day, week or month, or at all")
public record BudgetEntry(
        @Doc(value = "the most that is spent, in US dollars", required = true) @Range(min = 0) Double usd,
        @Doc("day, week (from Monday), month, or total for all time; default month") Period per,
        @Doc("whether calls are refused with 402 once it is spent; default true") Boolean hard,
        @Doc("from which share of it on a warning is given; default 0.8") @Range(min = 0, max = 1) Double warnAt,
        @Doc("the model that calls go to once a budget that is not hard is spent, such as a cheaper one")
                @ModelName
                @Nullable
                String then) {

    private static final double WARN_AT = 0.8;

    /** What is absent takes its default. */
    public BudgetEntry(
            Double usd, @Nullable Period per, @Nullable Boolean hard, @Nullable Double warnAt, @Nullable String then) {
        this.usd = usd;
        this.per = per == null ? Period.MONTH : per;
        this.hard = hard == null || hard;
        this.warnAt = warnAt == null ? WARN_AT : warnAt;
        this.then = then;
        if (then != null && this.hard) {
            throw new IllegalArgumentException("then is for budgets that are not hard; write hard: false beside it");
        }
    }
}
