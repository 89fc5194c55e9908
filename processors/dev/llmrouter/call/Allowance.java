package dev.llmrouter.call;

/** How much a target may be asked in a minute. Thread-safe. */
public interface Allowance {

    /** {@return whether tokens count, so that callers have to know how many a call will use} */
    boolean countsTokens();

    /** {@return whether a request and so many tokens were there, which are taken then: all of it or nothing} */
    boolean take(long tokens);

    /** Puts back what a call took that was not made after all. */
    void putBack(long tokens);

    /** A call that took so many tokens has ended and used so many: takes the rest, or puts it back. */
    void settle(long taken, long used);

    /** {@return in how many nanoseconds a call of so many tokens may be made; 0 where it may be now} Takes nothing. */
    long nanosUntil(long tokens);
}
