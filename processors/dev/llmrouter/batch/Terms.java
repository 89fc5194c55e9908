package dev.llmrouter.batch;

import dev.llmrouter.call.Identity;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * On what terms the requests of files are asked.
 *
 * @param model for prompts that name none; null where these are refused
 * @param tenant on whose account; null where there are none
 * @param whose who has shown to be the one that asks; null where only the tenant is known, or nobody
 * @param isLow whether they are asked with low priority, which some tenants may not wish
 * @param isKeyed whether each has an {@code Idempotency-Key}
 * @param parallel how many are asked at one time
 * @param isInOrder whether the results are in the order of the requests
 * @param patience for how long a request is asked again while nobody can answer it
 * @param isReleased whether a person has let them go on
 */
public record Terms(
        @Nullable String model,
        @Nullable String tenant,
        @Nullable Identity whose,
        boolean isLow,
        boolean isKeyed,
        int parallel,
        boolean isInOrder,
        Duration patience,
        boolean isReleased) {

    /** Of requests that nobody has decided on. */
    public Terms(
            @Nullable String model,
            @Nullable String tenant,
            @Nullable Identity whose,
            boolean isLow,
            boolean isKeyed,
            int parallel,
            boolean isInOrder,
            Duration patience) {
        this(model, tenant, whose, isLow, isKeyed, parallel, isInOrder, patience, false);
    }

    Terms released() {
        return new Terms(model, tenant, whose, isLow, isKeyed, parallel, isInOrder, patience, true);
    }
}
