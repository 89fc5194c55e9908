package dev.llmrouter.call;

/** The router has more calls than it can work on, and this is one of those that it does not take. */
public final class OverloadedException extends RouterException {

    private static final long serialVersionUID = 1L;
    private static final int SOON = 1;

    private final int status;
    private final int retryAfterSeconds;

    private OverloadedException(int status, String message, int retryAfterSeconds) {
        super(message, "overloaded");
        this.status = status;
        this.retryAfterSeconds = retryAfterSeconds;
    }

    /** {@return the refusal of a request that nobody is there to read: 503} */
    public static OverloadedException noWorkers() {
        return new OverloadedException(
                503, "The router has more calls than it can work on. Try again in a moment.", SOON);
    }

    /** {@return the refusal of a call that is not to wait, or has waited for too long: 429} */
    public static OverloadedException noTurn(String message, int retryAfterSeconds) {
        return new OverloadedException(429, message, retryAfterSeconds);
    }

    @Override
    public int status() {
        return status;
    }

    /** {@return in how many seconds there may be room; at least 1} */
    public int retryAfterSeconds() {
        return retryAfterSeconds;
    }
}
