package dev.llmrouter.limit;

import java.util.concurrent.Semaphore;

/** Seats of this replica alone. */
public final class OwnSeats implements Seats {

    private final Semaphore free;
    private final int most;

    /** So many, all of which are free. */
    public OwnSeats(int most) {
        this.most = most;
        this.free = new Semaphore(most);
    }

    @Override
    public boolean take() {
        return free.tryAcquire();
    }

    @Override
    public void giveBack() {
        free.release();
    }

    @Override
    public int most() {
        return most;
    }
}
