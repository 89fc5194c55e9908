package dev.llmrouter.call;

import dev.llmrouter.outcome.Usage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** One of the places that there are for calls, until it is given back, which only counts once. Thread-safe. */
public final class Place {

    private final Places places;
    private final long tokens;
    private final AtomicBoolean isGone = new AtomicBoolean();

    /** {@code tokens} is how many of the target's allowance were taken with it. */
    Place(Places places, long tokens) {
        this.places = places;
        this.tokens = tokens;
    }

    Places places() {
        return places;
    }

    /** Gives back a place at a target that was asked. {@code used} is what that took; null where nothing is known of it. */
    void giveBack(@Nullable Usage used) {
        if (isGone.compareAndSet(false, true)) {
            places.settle(tokens, used == null ? 0 : used.input() + used.output());
        }
    }

    /** Gives back a place that was not used. */
    public void giveBackUnused() {
        if (isGone.compareAndSet(false, true)) {
            places.putBack(tokens);
        }
    }
}
