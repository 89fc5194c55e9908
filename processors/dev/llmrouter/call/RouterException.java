package dev.llmrouter.call;

/** A call that the router itself ends. Its type carries the HTTP status; {@code errors} maps it for every caller. */
public abstract sealed class RouterException extends RuntimeException
        permits UnknownModelException,
                UnknownLabelException,
                NotAllowedException,
                ForbiddenWishException,
                NoTargetException,
                NoReplyException,
                OverloadedException,
                HeldException,
                RefusedException {

    private static final long serialVersionUID = 1L;
    private static final int LONGEST_NAME = 100;

    private final String code;

    RouterException(String message, String code) {
        super(message, null, false, false);
        this.code = code;
    }

    /** A caller may send any text for a name. */
    static String shortened(String name) {
        return name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME) + "…" : name;
    }

    /** {@return the HTTP status for the caller} */
    public abstract int status();

    /** {@return the machine-readable code for the caller} */
    public String code() {
        return code;
    }
}
