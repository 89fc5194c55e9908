package dev.llmrouter.limit;

/** So many calls at one time. Thread-safe. */
public interface Seats {

    /** Takes one, and {@return whether it was there} */
    boolean take();

    /** Gives one back that was taken. */
    void giveBack();

    /** {@return how many there are in all} */
    int most();
}
