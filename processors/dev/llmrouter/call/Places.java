package dev.llmrouter.call;

import io.github.resilience4j.bulkhead.Bulkhead;

/**
 * The places at one target: how many calls it has, streams until they end, and for how long those wait that have no
 * answer yet. Thread-safe.
 */
public final class Places {

    private final Bulkhead bulkhead;
    private final Waiting streams = new Waiting();
    private final Waiting wholes = new Waiting();

    /** The places that a bulkhead has, all of which are taken and given back here. */
    public Places(Bulkhead bulkhead) {
        this.bulkhead = bulkhead;
    }

    /**
     * Takes a place.
     *
     * @throws io.github.resilience4j.bulkhead.BulkheadFullException where none is free
     */
    public void take() {
        bulkhead.acquirePermission();
    }

    /** Gives a place back; exactly once for each that was taken. */
    public void giveBack() {
        bulkhead.onComplete();
    }

    /** {@return how many places are taken} */
    public int taken() {
        return bulkhead.getBulkheadConfig().getMaxConcurrentCalls()
                - bulkhead.getMetrics().getAvailableConcurrentCalls();
    }

    /** {@return the calls that wait for the first content of a stream, or those that wait for a whole reply} */
    public Waiting waiting(boolean stream) {
        return stream ? streams : wholes;
    }
}
