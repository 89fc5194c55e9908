package dev.llmrouter.llm;

import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.FailureClass;
import org.jspecify.annotations.Nullable;

/**
 * Lets whoever waits for a reply say that it is no longer wanted, at any moment. Whoever works on the reply registers
 * how its present piece of work is stopped. Thread-safe; cancelling twice is cancelling once.
 */
public final class Cancellation {

    private static final ThreadLocal<@Nullable Cancellation> OF_THREAD = new ThreadLocal<>();

    private static final Failure LEFT = Failure.of(FailureClass.CANCELLED, "The caller left.");

    private boolean isCancelled;
    private Failure why = LEFT;
    private @Nullable Runnable stop;

    /**
     * {@return how the work that this thread has just begun is stopped; where it has begun none, one that nobody
     * cancels} Lets a client deep within a model know of it, since LangChain4j hands out its own handle only with the first
     * event of a stream.
     */
    public static Cancellation ofThisThread() {
        Cancellation present = OF_THREAD.get();
        return present == null ? new Cancellation() : present;
    }

    /** Does some work on this thread, of which whoever is called learns how it is stopped. */
    public void during(Runnable work) {
        Cancellation before = OF_THREAD.get();
        OF_THREAD.set(this);
        try {
            work.run();
        } finally {
            if (before == null) {
                OF_THREAD.remove();
            } else {
                OF_THREAD.set(before);
            }
        }
    }

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

    /** Says that the reply is no longer wanted, since the caller left. */
    public void cancel() {
        cancel(LEFT);
    }

    /** Says that the reply is not to be waited for any longer, and what comes of the call for that. */
    public void cancel(Failure reason) {
        Runnable now;
        synchronized (this) {
            if (isCancelled) {
                return;
            }
            isCancelled = true;
            why = reason;
            now = stop;
            stop = null;
        }
        if (now != null) {
            now.run();
        }
    }

    /** {@return what comes of the call for that; that the caller left, where nobody has said otherwise} */
    public synchronized Failure why() {
        return why;
    }

    /** {@return whether the reply is no longer wanted} */
    public synchronized boolean isCancelled() {
        return isCancelled;
    }
}
