package dev.llmrouter.call;

/** A request to the router itself, rather than to a model, that it does not fulfil; the status says whose fault it is. */
public final class RefusedException extends RouterException {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final int retryAfterSeconds;

    /** An HTTP status from 400 on, a sentence for the caller and a machine-readable code. */
    public RefusedException(int status, String message, String code) {
        this(status, message, code, 0);
    }

    /** The same, of which the caller is told to come back after so many seconds; 0 for nothing. */
    public RefusedException(int status, String message, String code, int retryAfterSeconds) {
        super(message, code);
        this.status = status;
        this.retryAfterSeconds = retryAfterSeconds;
    }

    /** {@return after how many seconds to come back; 0 where that can't be said} */
    public int retryAfterSeconds() {
        return retryAfterSeconds;
    }

    @Override
    public int status() {
        return status;
    }
}
