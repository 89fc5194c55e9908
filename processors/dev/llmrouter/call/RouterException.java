package dev.llmrouter.call;

/** A call that the router itself ends. Its type carries the HTTP status; {@code errors} maps it for every caller. */
public abstract sealed class RouterException extends RuntimeException
        permits UnknownModelException, NoTargetException, NoReplyException, OverloadedException {

    private static final long serialVersionUID = 1L;

    private final String code;

    RouterException(String message, String code) {
        super(message, null, false, false);
        this.code = code;
    }

    /** {@return the HTTP status for the caller} */
    public abstract int status();

    /** {@return the machine-readable code for the caller} */
    public String code() {
        return code;
    }
}
