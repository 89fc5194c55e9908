package dev.llmrouter.llm;

import org.jspecify.annotations.Nullable;

/**
 * Lets whoever waits for a reply say that it is no longer wanted, at any moment. Whoever works on the reply registers
 * how its present piece of work is stopped. Thread-safe; cancelling twice is cancelling once.
 */
public final class Cancellation {

    private boolean isCancelled;
    private @Nullable Runnable stop;

    /** Registers how to stop, in place of what was registered before; runs it at once if it is too late. */
    public void onCancel(@Nullable Runnable stop) {
        synchronized (this) {
            if (!isCancelled) {
                this.stop = stop;
                return;
            }
        }
        if (stop != null) {
            stop.run();
        }
    }

    /** Says that the reply is no longer wanted. */
    public void cancel() {
        Runnable now;
        synchronized (this) {
            if (isCancelled) {
                return;
            }
            isCancelled = true;
            now = stop;
            stop = null;
        }
        if (now != null) {
            now.run();
        }
    }

    /** {@return whether the reply is no longer wanted} */
    public synchronized boolean isCancelled() {
        return isCancelled;
    }
}
