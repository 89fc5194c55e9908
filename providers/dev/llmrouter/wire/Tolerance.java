package dev.llmrouter.wire;

import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.FailureClass;

/**
 * Counts the events of one stream that can't be read: a few are left out and the stream goes on, with more of them it is
 * no stream. Not thread-safe; one per stream.
 */
public final class Tolerance {

    /** So many one after the other are no accident. */
    static final int MOST_IN_A_ROW = 5;

    /** So many in all would leave holes in what was said. */
    static final int MOST = 20;

    private int inARow;
    private int leftOut;

    /** An event could be read. */
    public void read() {
        inARow = 0;
    }

    /** An event could not be read, and is left out. */
    public void leaveOut() {
        inARow++;
        leftOut++;
    }

    /** {@return whether too many could not be read} */
    public boolean isExceeded() {
        return inARow >= MOST_IN_A_ROW || leftOut >= MOST;
    }

    /** {@return how many were left out} */
    public int leftOut() {
        return leftOut;
    }

    /** {@return why a stream ends of which too much can't be read} */
    public static Failure failure() {
        return Failure.of(FailureClass.MALFORMED, "The provider's stream holds too much that can't be read.");
    }
}
