package dev.llmrouter.call;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

/**
 * Which of those are on their way that a call was sent out as, by Camel's Splitter or Recipient List, and whether all have come to
 * their ends: where they run in parallel, Camel now and then takes it for so before the last one has. Thread-safe.
 */
public final class Arrivals {

    private final Set<Integer> opened = new HashSet<>();
    private volatile CountDownLatch missing;

    /** So many are sent out. */
    public Arrivals(int count) {
        this.missing = new CountDownLatch(count);
    }

    /** Begins anew with so many, once all of those before have arrived. */
    public synchronized void begin(int count) {
        opened.clear();
        missing = new CountDownLatch(count);
    }

    /** {@return whether one has not been opened before; it is from now on} */
    public synchronized boolean open(int number) {
        return opened.add(number);
    }

    /** One that was opened is at its end. */
    public void arrived() {
        missing.countDown();
    }

    /**
     * Waits until all are.
     *
     * @throws InterruptedException where the thread is interrupted meanwhile
     */
    public void await() throws InterruptedException {
        missing.await();
    }
}
