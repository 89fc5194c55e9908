package dev.llmrouter.call;

/** The router has more calls than it can work on: 503. */
public final class OverloadedException extends RouterException {

    private static final long serialVersionUID = 1L;

    /** Says so. */
    public OverloadedException() {
        super("The router has more calls than it can work on. Try again in a moment.", "overloaded");
    }

    @Override
    public int status() {
        return 503;
    }
}
