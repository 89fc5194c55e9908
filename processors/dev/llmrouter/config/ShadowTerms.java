package dev.llmrouter.config;

import dev.llmrouter.catalog.Doc;
import dev.llmrouter.catalog.Range;
import dev.llmrouter.policy.ModelName;
import org.jspecify.annotations.Nullable;

/**
 * What a model says of its shadow.
 *
 * @param similarity null where no similarity is measured
 */
@Doc("another model that is asked the same in the background; its replies are compared and thrown away")
public record ShadowTerms(
        @Doc(value = "who is asked: a model, a target, or PROVIDER/MODEL", required = true) @ModelName String use,
        @Doc(value = "how many per cent of the calls", required = true) @Range(min = 0, max = 100) Double percent,
        @Doc("US dollars that it may cost; default 1; a target whose price is not known costs nothing here")
                @Range(min = 0)
                Double budget,
        @Doc("for how long the budget is, in UTC; default day") Per per,
        @Doc("how many calls at one time; default 4") @Range(min = 1, max = 1000) Integer concurrentRequests,
        @Doc("a target that makes embeddings, by which replies are compared as well, such as local/all-minilm-l6-v2")
                @ModelName
                @Nullable
                String similarity) {

    /** For how long a budget is. */
    public enum Per {
        /** From the full hour. */
        HOUR,
        /** From midnight. */
        DAY,
        /** From the first day. */
        MONTH
    }

    /** What is absent takes its default. */
    public ShadowTerms(
            String use,
            Double percent,
            @Nullable Double budget,
            @Nullable Per per,
            @Nullable Integer concurrentRequests,
            @Nullable String similarity) {
        this.use = use;
        this.percent = percent;
        this.budget = budget == null ? Double.valueOf(1) : budget;
        this.per = per == null ? Per.DAY : per;
        this.concurrentRequests = concurrentRequests == null ? Integer.valueOf(4) : concurrentRequests;
        this.similarity = similarity;
    }
}
