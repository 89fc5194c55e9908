package dev.llmrouter.call;

import dev.llmrouter.outcome.Usage;
import org.jspecify.annotations.Nullable;

/** Something that was reserved for one attempt and is settled once, with what the attempt came to. */
@FunctionalInterface
public interface Hold {

    /**
     * Settles it.
     *
     * @param used what has to be paid; null where nothing has
     */
    void settle(@Nullable Usage used);

    /** {@return what of budgets is reserved, in billionths of US dollars} */
    default long nanoUsd() {
        return 0;
    }
}
