package dev.llmrouter.guard;

/** A text does not keep a rule, or nobody could say that it does. The message says which rule; what the model said is in a header. */
public final class GuardException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Says why. */
    public GuardException(String message) {
        super(message);
    }
}
