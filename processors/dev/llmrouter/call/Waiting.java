package dev.llmrouter.call;

/**
 * For how long the calls that wait for their first answer have been waiting, in two numbers, so that neither calls nor
 * their count cost memory. All times are of {@link System#nanoTime()}, or of another clock that all callers share.
 * Thread-safe.
 */
public final class Waiting {

    private volatile int calls;
    private volatile long lastAnswer;
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

    /** One of them has its answer; that it no longer waits has to be said as well. */
    public void answered(long now) {
        lastAnswer = now;
    }

    /** {@return when the last answer came; 0 where none ever has} */
    public long lastAnswer() {
        return lastAnswer;
    }

    /** {@return how many calls wait} */
    public int calls() {
        return calls;
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
