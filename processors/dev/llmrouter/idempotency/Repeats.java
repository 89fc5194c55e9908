package dev.llmrouter.idempotency;

import dev.llmrouter.idempotency.Answers.Known;
import dev.llmrouter.llm.Cancellation;
import dev.llmrouter.llm.Deadline;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Those who wait for the answer to a request that is going on, in a line for each key, and hold no thread. Only the first
 * of a line looks, whenever the request may have ended: it gets the answer, and then the others do; or there is none, and
 * it takes the place of the one that failed. Thread-safe.
 */
public final class Repeats {

    /** Each holds a connection, so more than this many are told to come back. */
    private static final int MOST = 1000;

    /** How often the database is looked at for a key that another replica may be answering. */
    private static final long LOOK_MILLIS = 500;

    /** What becomes of one that waited. */
    interface Then {

        /** Of its key that is known now; null where it is now the one that asks. On a worker. */
        void known(@Nullable Known known);

        /** Its caller left, or the router stops. On a worker. */
        void cancelled(Exception why);

        /** It has waited for long enough. On a worker. */
        void late();
    }

    private static final class Waiting {

        private final KeyedRequest request;
        private final Then then;
        private @Nullable Future<?> alarm;
        private boolean isLooking;
        private boolean looksAgain;

        private Waiting(KeyedRequest request, Then then) {
            this.request = request;
            this.then = then;
        }
    }

    private final Answers answers;
    private final Duration wait;
    private final Executor workers;
    private final ScheduledExecutorService alarms;
    private final Map<String, Deque<Waiting>> lines = new HashMap<>();
    private int waiting;

    /**
     * Waits for answers.
     *
     * @param wait the longest that anybody waits; zero for not at all
     * @param workers what those who waited go on with
     * @param alarms runs what takes no time
     */
    public Repeats(Answers answers, Duration wait, Executor workers, ScheduledExecutorService alarms) {
        this.answers = answers;
        this.wait = wait;
        this.workers = workers;
        this.alarms = alarms;
    }

    /** {@return whether it waits, since its request is going on; else {@code then} is not called} */
    boolean await(KeyedRequest request, Then then) {
        Waiting one = new Waiting(request, then);
        long millis = patience(request.call().request().deadline());
        if (millis <= 0 || !enter(one, millis)) {
            return false;
        }
        Cancellation cancellation = request.call().request().cancellation();
        cancellation.onCancel(
                () -> end(one, () -> then.cancelled(cancellation.why().asException())));
        // it may have ended since it was looked for
        next(request.key());
        return true;
    }

    private long patience(@Nullable Deadline deadline) {
        return deadline == null ? wait.toMillis() : Math.min(wait.toMillis(), deadline.leftMillis());
    }

    private synchronized boolean enter(Waiting one, long millis) {
        if (waiting >= MOST) {
            return false;
        }
        one.alarm = alarms.schedule(() -> end(one, one.then::late), millis, TimeUnit.MILLISECONDS);
        waiting++;
        String key = one.request.key();
        Deque<Waiting> line = lines.get(key);
        if (line == null) {
            line = new ArrayDeque<>();
            lines.put(key, line);
            lookLater(key);
        }
        line.add(one);
        return true;
    }

    private void lookLater(String key) {
        if (answers.areShared()) {
            var unused = alarms.schedule(() -> lookNow(key), LOOK_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void lookNow(String key) {
        next(key);
        synchronized (this) {
            if (lines.containsKey(key)) {
                lookLater(key);
            }
        }
    }

    /** Has the first in the line of a key look whether there is an answer now. */
    void next(String key) {
        Waiting first;
        synchronized (this) {
            Deque<Waiting> line = lines.get(key);
            first = line == null ? null : line.peek();
            if (first == null || first.isLooking) {
                if (first != null) {
                    first.looksAgain = true;
                }
                return;
            }
            first.isLooking = true;
        }
        workers.execute(() -> look(first));
    }

    private void look(Waiting first) {
        KeyedRequest request = first.request;
        Known known;
        do {
            known = answers.begin(request.key(), request.fingerprint(), request.holder());
        } while (request.isGoingOn(known) && looksAgain(first));
        if (request.isGoingOn(known)) {
            return;
        }
        boolean isThere = remove(first);
        if (known == null && !isThere) {
            answers.forget(request.key());
        }
        if (known != null || !isThere) {
            next(request.key());
        }
        if (isThere) {
            first.then.known(known);
        }
    }

    private synchronized boolean looksAgain(Waiting first) {
        boolean again = first.looksAgain;
        first.looksAgain = false;
        first.isLooking = again;
        return again;
    }

    private void end(Waiting one, Runnable how) {
        if (remove(one)) {
            workers.execute(how);
        }
    }

    /** {@return whether it was still there: of all that may end its wait one does} */
    private boolean remove(Waiting one) {
        synchronized (this) {
            Deque<Waiting> line = lines.get(one.request.key());
            if (line == null || !line.remove(one)) {
                return false;
            }
            waiting--;
            if (line.isEmpty()) {
                lines.remove(one.request.key());
            }
        }
        if (one.alarm != null) {
            one.alarm.cancel(false);
        }
        one.request.call().request().cancellation().onCancel(null);
        return true;
    }

    /** {@return how many wait} */
    synchronized int waiting() {
        return waiting;
    }
}
