package dev.llmrouter.call;

import org.jspecify.annotations.Nullable;

/** A call that no model is asked before a person has decided on it. */
public final class HeldException extends RouterException {

    /** The exchange property, which no caller can set, of a call that a person has let go on. */
    public static final String RELEASED = "LlmReleased";

    private static final long serialVersionUID = 1L;
    private static final int STATUS = 403;

    private final String reason;

    /** {@code reason} is what {@code holds:} says, in a few words. */
    public HeldException(String reason) {
        super("A person has to decide on this call before a model is asked: " + reason, "held");
        this.reason = reason;
    }

    /** {@return the one that an exception is or comes of; null for none} */
    public static @Nullable HeldException in(@Nullable Throwable thrown) {
        for (Throwable t = thrown; t != null; t = t.getCause()) {
            if (t instanceof HeldException held) {
                return held;
            }
        }
        return null;
    }

    /** {@return why, in the words of the configuration} */
    public String reason() {
        return reason;
    }

    @Override
    public int status() {
        return STATUS;
    }
}
