package dev.llmrouter.outcome;

import org.jspecify.annotations.Nullable;

/** A model did not reply. Carries the {@link Failure} and, being thrown for ordinary outcomes, no stack trace. */
public final class LlmException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Failure failure;

    /** An exception around the failure. */
    public LlmException(Failure failure) {
        super(failure.message(), null, false, false);
        this.failure = failure;
    }

    /** {@return what went wrong} */
    public Failure failure() {
        return failure;
    }

    /** {@return the failure inside an exception, its causes or what they suppressed; null where there is none} */
    public static @Nullable Failure failureIn(@Nullable Throwable thrown) {
        for (Throwable t = thrown; t != null; t = t.getCause()) {
            if (t instanceof LlmException e) {
                return e.failure;
            }
            for (Throwable beside : t.getSuppressed()) {
                if (beside instanceof LlmException e) {
                    return e.failure;
                }
            }
        }
        return null;
    }
}
