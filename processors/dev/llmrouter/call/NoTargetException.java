package dev.llmrouter.call;

/** Every target of a model lacks something that the call needs, so that none may be asked: 400, 403 or 503. */
public final class NoTargetException extends RouterException {

    private static final long serialVersionUID = 1L;

    private final int status;

    /** What each of them lacks, and as what that counts. */
    public NoTargetException(String message, int status, String code) {
        super(message, code);
        this.status = status;
    }

    @Override
    public int status() {
        return status;
    }
}
