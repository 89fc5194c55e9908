package dev.llmrouter.config;

import dev.llmrouter.catalog.Doc;
import dev.llmrouter.catalog.Range;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How much may be asked of some models, as configured.
 *
 * @param requestsPerMinute null for any number, as with the others
 */
@Doc("how much may be asked of some models, all of them together")
public record ModelLimitEntry(
        @Doc(
                        value =
                                "the models, targets and PROVIDER/MODEL that calls ask for by name; * stands for anything",
                        required = true)
                @Range(min = 1)
                List<String> models,
        @Doc("how many calls in a minute; default any number") @Range(min = 1, max = 100000000) @Nullable
                Integer requestsPerMinute,
        @Doc("how many tokens in a minute, prompts and replies together; default any number")
                @Range(min = 1, max = 100000000)
                @Nullable
                Integer tokensPerMinute,
        @Doc("how many calls at one time, streams until they end; default any number") @Range(min = 1) @Nullable
                Integer concurrentRequests) {

    /** Refuses what looks like a limit and would be none. */
    public ModelLimitEntry {
        models = List.copyOf(models);
        if (requestsPerMinute == null && tokensPerMinute == null && concurrentRequests == null) {
            throw new IllegalArgumentException(
                    "models have no limit here; add requestsPerMinute, tokensPerMinute or concurrentRequests");
        }
    }
}
