package dev.llmrouter.catalog;

import org.jspecify.annotations.Nullable;

/**
 * How much a target may be asked in a minute. Immutable.
 *
 * @param requests null for any number
 * @param tokens of prompts and replies together; null for any number
 */
public record MinuteLimits(@Nullable Integer requests, @Nullable Integer tokens) {

    /** The limits of a target that names none. */
    public static final MinuteLimits NONE = new MinuteLimits(null, null);

    /** {@return whether there is no limit} */
    public boolean isNone() {
        return requests == null && tokens == null;
    }
}
