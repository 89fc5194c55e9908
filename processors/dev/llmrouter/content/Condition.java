package dev.llmrouter.content;

/** Whether a call is of some kind. Thread-safe. */
@FunctionalInterface
interface Condition {

    /**
     * {@return whether it is}
     *
     * @throws Exception whatever an expression throws; it counts as false
     */
    boolean holds(Scratch scratch) throws Exception;
}
