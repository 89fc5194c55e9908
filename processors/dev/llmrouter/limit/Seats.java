package dev.llmrouter.limit;

/** So many calls at one time. Thread-safe. */
public interface Seats {

    /** {@return whether one was there, which is taken then} */
    boolean take();

    /** Gives one back that was taken. */
    void giveBack();

    /** {@return how many there are in all} */
    int most();
}
