package dev.llmrouter.call;

/** A request to the router itself, rather than to a model, that it does not fulfil; the status says whose fault it is. */
public final class RefusedException extends RouterException {

    private static final long serialVersionUID = 1L;

    private final int status;

    /** An HTTP status from 400 on, a sentence for the caller and a machine-readable code. */
    public RefusedException(int status, String message, String code) {
        super(message, code);
        this.status = status;
    }

    @Override
    public int status() {
        return status;
    }
}
