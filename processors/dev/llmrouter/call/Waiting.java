package dev.llmrouter.call;

/**
 * For how long the calls that wait for their first answer have been waiting, in two numbers, so that neither calls nor
 * their count cost memory. All times are of {@link System#nanoTime()}, or of another clock that all callers share.
 * Thread-safe.
 */
public final class Waiting {

    private int calls;
    private long begins;

    /** A call begins to wait. */
    public synchronized void enter(long begin) {
        calls++;
        begins += begin;
    }

    /** A call that began then waits no longer; exactly once for each that entered. */
    public synchronized void leave(long begin) {
        calls--;
        begins -= begin;
    }

    /** {@return for how long all that wait have been waiting together, in nanoseconds; 0 where none does} */
    public synchronized long totalNanos(long now) {
        // sums of clocks that overflow cancel out
        return Math.max(0, calls * now - begins);
    }

    /** {@return for how long those that wait have been waiting on average, in nanoseconds; 0 where none does} */
    public synchronized long meanNanos(long now) {
        return calls == 0 ? 0 : totalNanos(now) / calls;
    }
}
