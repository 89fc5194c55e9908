package dev.llmrouter.call;

/** The caller wishes what it may not: 403. */
public final class ForbiddenWishException extends RouterException {

    private static final long serialVersionUID = 1L;

    /** The wish that was not granted. */
    public ForbiddenWishException(Wish wish) {
        super("You may not use " + wish.words() + " here. Leave it out.", "wish_not_allowed");
    }

    @Override
    public int status() {
        return 403;
    }
}
