package dev.llmrouter.batch;

import java.io.IOException;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;

/** The batches that are running, and those that ended lately. Thread-safe. */
public final class Batches {

    private static final int MOST_REMEMBERED = 100;

    private final ExecutorService workers;
    private final Clock clock;
    private final Deque<Batch> known = new ArrayDeque<>();
    private boolean isStopping;

    /** Runs lines on these workers. */
    public Batches(ExecutorService workers, Clock clock) {
        this.workers = workers;
        this.clock = clock;
    }

    /** Runs a batch to its end on this thread, {@return how it ended} */
    BatchState run(BatchFile file, Asking asking) throws IOException {
        return begin(file, asking).run();
    }

    /** {@return a batch that is known from now on, to be run} */
    Batch begin(BatchFile file, Asking asking) {
        Batch batch = new Batch(file, asking, workers, clock);
        add(batch);
        return batch;
    }

    private synchronized void add(Batch batch) {
        known.addFirst(batch);
        if (isStopping) {
            batch.stop();
        }
        if (known.size() > MOST_REMEMBERED && known.getLast().progress().ended() != 0) {
            known.removeLast();
        }
    }

    /** {@return all of them, the latest first} */
    public synchronized List<Progress> all() {
        return known.stream().map(Batch::progress).toList();
    }

    /** {@return the latest of that id} */
    public synchronized Optional<Batch> find(String id) {
        return known.stream().filter(batch -> batch.progress().id().equals(id)).findFirst();
    }

    /** Has all that are running end as soon as their lines in flight have, to go on later. */
    public void stop() {
        List<Batch> all;
        synchronized (this) {
            isStopping = true;
            all = new ArrayList<>(known);
        }
        all.forEach(Batch::stop);
    }
}
