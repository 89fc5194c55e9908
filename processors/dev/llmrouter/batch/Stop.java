package dev.llmrouter.batch;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Tells those who work on a batch that it is to end before its time. Thread-safe. */
final class Stop {

    private final CountDownLatch told = new CountDownLatch(1);

    void tell() {
        told.countDown();
    }

    boolean isTold() {
        return told.getCount() == 0;
    }

    /** Waits for that long, {@return whether it was told to stop meanwhile} */
    boolean await(Duration pause) {
        try {
            return told.await(pause.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
