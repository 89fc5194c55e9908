package dev.llmrouter.content;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the log that something goes wrong, once a minute at most and without a word of the prompt: of what was thrown
 * it names the class, since a message may quote anything. Thread-safe.
 */
final class Complaints {

    private static final Logger LOG = LoggerFactory.getLogger("dev.llmrouter.content");
    private static final long PAUSE = TimeUnit.MINUTES.toNanos(1);

    private final String what;
    private final String consequence;
    private final AtomicLong next = new AtomicLong(System.nanoTime());

    /** Complaints that read {@code what failed with X: consequence}. */
    Complaints(String what, String consequence) {
        this.what = what;
        this.consequence = consequence;
    }

    void of(Throwable thrown) {
        long now = System.nanoTime();
        long due = next.get();
        if (now - due >= 0 && next.compareAndSet(due, now + PAUSE)) {
            LOG.warn("{} failed with {}: {}", what, nameOf(thrown), consequence);
        }
    }

    /** {@return the name of what began it} */
    static String nameOf(Throwable thrown) {
        Throwable root = thrown;
        for (int depth = 0; root.getCause() != null && depth < 20; depth++) {
            root = root.getCause();
        }
        return root.getClass().getSimpleName();
    }
}
