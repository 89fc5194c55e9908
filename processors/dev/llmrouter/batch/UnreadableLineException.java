package dev.llmrouter.batch;

/** A line from which no request can be made; nobody has been asked. */
final class UnreadableLineException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnreadableLineException(String why) {
        super(why, null, false, false);
    }
}
