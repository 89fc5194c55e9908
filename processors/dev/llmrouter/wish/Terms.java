package dev.llmrouter.wish;

import dev.llmrouter.catalog.Target;
import org.jspecify.annotations.Nullable;

/** What is known of what becomes of a prompt at a target. Thread-safe. */
public interface Terms {

    /** Nothing is known of any. */
    Terms UNKNOWN = new Terms() {};

    /** {@return whether it is known that prompts are neither kept nor used for training} */
    default boolean collectsNothing(Target target) {
        return false;
    }

    /** {@return whether it is known that prompts are not kept for any time} */
    default boolean retainsNothing(Target target) {
        return false;
    }

    /** {@return in which precision the model runs, in OpenRouter's words, such as {@code fp8}; null where that is not known} */
    default @Nullable String quantization(Target target) {
        return null;
    }
}
