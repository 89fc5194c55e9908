package dev.llmrouter.explain;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The decisions of the last calls, each about a kilobyte. Thread-safe; keeping one costs a write, finding one a search. */
public final class Decisions {

    private final AtomicReferenceArray<Decision> last;
    private final AtomicLong kept = new AtomicLong();

    /** Keeps that many; none for 0. */
    public Decisions(int capacity) {
        this.last = new AtomicReferenceArray<>(capacity);
    }

    boolean isKept() {
        return last.length() > 0;
    }

    void keep(Decision decision) {
        last.set((int) (kept.getAndIncrement() % last.length()), decision);
    }

    /**
     * {@return the newest decision of that id, of those that somebody may know} Callers choose ids, so those of several
     * tenants may have the same, and none of them hides another's.
     *
     * @param mayKnow whether who asks may know of a call of that tenant
     */
    Optional<Decision> find(String id, Predicate<@Nullable String> mayKnow) {
        long newest = kept.get() - 1;
        for (long i = newest; i >= 0 && i > newest - last.length(); i--) {
            Decision decision = last.get((int) (i % last.length()));
            if (decision != null && decision.id().equals(id) && mayKnow.test(decision.tenant())) {
                return Optional.of(decision);
            }
        }
        return Optional.empty();
    }
}
