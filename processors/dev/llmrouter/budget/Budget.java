package dev.llmrouter.budget;

import dev.llmrouter.call.Account;
import dev.llmrouter.call.Period;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How much somebody may spend in each window.
 *
 * @param nanoUsd in billionths of a US dollar
 * @param isHard whether calls are refused once it is spent
 * @param warnAt from which share on it is told that it will soon be spent
 * @param then the model that calls go to once it is spent, where it is not hard; null for the same as ever
 */
public record Budget(
        Account account, long nanoUsd, Period period, boolean isHard, double warnAt, @Nullable String then) {

    /** Billionths in a dollar. */
    public static final double NANOS = 1e9;

    /** {@return under which it is kept, such as {@code tenant:acme/month}; that one may stand beside one that is not hard} */
    public String id() {
        return account + "/" + period.name().toLowerCase(Locale.ROOT) + (isHard ? "" : "-soft");
    }
}
