package dev.llmrouter.call;

/** So much in a minute, which flows in evenly and of which a minute's worth is held at most. Thread-safe. */
public interface MinuteRate {

    /**
     * {@return whether so much was there, which is taken then: all of it or nothing} More than a minute has is taken when
     * nothing is missing, and then whoever comes next waits for the rest. 0 is always there.
     */
    boolean take(long amount);

    /** What has been taken is changed from one amount to the other: gives the rest back, or takes it although it is not there. */
    void settle(long taken, long used);

    /** {@return how much there is; 0 where more was used than there was} */
    long left();

    /** {@return in how many nanoseconds so much can be taken; 0 where it can be now} Takes nothing. */
    long nanosUntil(long amount);

    /** {@return in how many nanoseconds nothing is missing, if nobody takes any meanwhile} */
    long nanosUntilFull();

    /** {@return how much a minute has} */
    long most();
}
