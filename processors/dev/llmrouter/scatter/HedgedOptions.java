package dev.llmrouter.scatter;

import dev.llmrouter.catalog.Doc;
import dev.llmrouter.catalog.Range;
import dev.llmrouter.policy.ModelName;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The options of {@code hedged}.
 *
 * @param after null for the time within which 95 of 100 answers of the first target come
 */
@Doc("the next target as well where the first one takes longer than usual; the reply that comes first is taken")
record HedgedOptions(
        @Doc(value = "who answers, best first: names of models, of targets, or PROVIDER/MODEL", required = true)
                @Range(min = 1)
                @ModelName
                List<String> of,
        @Doc("how long the first one may take before the next is asked too; default: the time within which 95 of 100"
                        + " of its last answers came")
                @Nullable
                Duration after,
        @Doc("of how many of 100 calls a second target may be asked; default 5") @Range(min = 0, max = 100)
                Integer budget) {

    private static final int DEFAULT_BUDGET = 5;

    HedgedOptions(List<String> of, @Nullable Duration after, @Nullable Integer budget) {
        this.of = List.copyOf(of);
        this.after = after;
        this.budget = budget == null ? DEFAULT_BUDGET : budget;
    }
}
