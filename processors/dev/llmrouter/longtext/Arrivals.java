package dev.llmrouter.longtext;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;

/**
 * Which parts of a round are on their way, and whether all have come to their ends, which Camel's Splitter now and then takes for so
 * before the last one has. Thread-safe.
 */
final class Arrivals {

    private final Semaphore places;
    private final Set<Integer> opened = new HashSet<>();
    private volatile CountDownLatch missing;

    /** {@code parallel} parts are on their way at one time; the first round has so many. */
    Arrivals(int parallel, int parts) {
        this.places = new Semaphore(parallel);
        this.missing = new CountDownLatch(parts);
    }

    /** Begins the next round, once all of the one before have arrived. */
    synchronized void begin(int parts) {
        opened.clear();
        missing = new CountDownLatch(parts);
    }

    /** Waits until one more part may be asked. */
    void awaitPlace() {
        try {
            places.acquire();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** {@return whether a part has not been opened before; it is from now on} */
    synchronized boolean open(int number) {
        return opened.add(number);
    }

    /** One that was opened is at its end. */
    void arrived() {
        places.release();
        missing.countDown();
    }

    /** Waits until all are. */
    void await() throws InterruptedException {
        missing.await();
    }
}
