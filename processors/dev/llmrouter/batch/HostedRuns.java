package dev.llmrouter.batch;

import dev.llmrouter.call.Identity;
import dev.llmrouter.call.StoredFiles;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the batches that callers made. Each is run by one router at a time, and by another one, or the same when it is back, where that
 * is killed. Thread-safe.
 */
public final class HostedRuns {

    private static final Logger LOG = LoggerFactory.getLogger(HostedRuns.class);
    private static final long REST_NANOS = Duration.ofSeconds(30).toNanos();

    private final BatchRecords records;
    private final StoredFiles files;
    private final Batches batches;
    private final Asking asking;
    private final Function<@Nullable Identity, Terms> terms;
    private final Executor runners;
    private final Clock clock;
    private final InboxLock lock;
    private final Map<String, HostedRun> running = new ConcurrentHashMap<>();
    private final Map<String, Long> broken = new ConcurrentHashMap<>();
    private final Map<String, Boolean> begun = new ConcurrentHashMap<>();
    /** Told of each that is no longer begun. */
    private final Object ended = new Object();

    private volatile boolean isStopping;

    /**
     * Runs batches.
     *
     * @param terms on which those of somebody are asked
     * @param runners a thread for each batch that is run
     */
    public HostedRuns(
            BatchRecords records,
            StoredFiles files,
            Batches batches,
            Asking asking,
            Function<@Nullable Identity, Terms> terms,
            Executor runners,
            Clock clock) {
        this.records = records;
        this.files = files;
        this.batches = batches;
        this.asking = asking;
        this.terms = terms;
        this.runners = runners;
        this.clock = clock;
        this.lock = new InboxLock(records.lock());
    }

    /** Goes on with every batch that nobody runs, and looks after those that are run here. To be called every second or so. */
    public void look() {
        try {
            watchAll();
            for (String id : records.unfinished()) {
                Long since = broken.get(id);
                if (since == null || System.nanoTime() - since > REST_NANOS) {
                    begin(id);
                }
            }
        } catch (IOException | RuntimeException e) {
            LOG.warn("batches can't be looked after: {}", e.toString());
        }
    }

    /** Has it written down how far those are that are run here. */
    void watchAll() throws IOException {
        for (HostedRun run : running.values()) {
            run.watch();
        }
    }

    /** Has it written down how far a batch is, and ends it if it is to end, where it is run here. */
    void watch(String id) throws IOException {
        HostedRun run = running.get(id);
        if (run != null) {
            run.watch();
        }
    }

    /** Runs a batch, unless it is run already, here or elsewhere. */
    void begin(String id) throws IOException {
        if (isStopping || begun.putIfAbsent(id, true) != null) {
            return;
        }
        boolean isLocked = false;
        try {
            isLocked = lock.tryLock(id);
            if (isLocked) {
                runners.execute(() -> run(id));
            }
        } finally {
            if (!isLocked) {
                begun.remove(id);
            }
        }
    }

    private void run(String id) {
        try {
            OpenBatch open = records.openBatch(id);
            BatchRecord batch = records.find(open.tenant(), id);
            if (batch != null && batch.isUnfinished() && !isStopping) {
                Batch lines = batches.begin(open.file(), asking.on(terms.apply(batch.owner())));
                HostedRun run = new HostedRun(records, files, batch, open, lines, clock);
                running.put(id, run);
                run.run();
            } else if (batch == null ? open.isForgotten() : !batch.isUnfinished()) {
                open.delete();
            }
            broken.remove(id);
        } catch (IOException | RuntimeException e) {
            LOG.error("the batch {} can't be run now, and is tried again later", id, e);
            broken.put(id, System.nanoTime());
        } finally {
            end(id);
        }
    }

    private void end(String id) {
        running.remove(id);
        try {
            lock.unlock(id);
        } catch (IOException e) {
            LOG.warn("the batch {} can't be given back: {}", id, e.toString());
        }
        synchronized (ended) {
            begun.remove(id);
            ended.notifyAll();
        }
    }

    /** Begins no more; those that are run end as {@link Batches#stop} has them end. */
    public void stop() {
        isStopping = true;
    }

    /** Waits until what is run has written down what was answered, but no longer than that. */
    public void awaitEnd(Duration most) {
        long end = System.nanoTime() + most.toNanos();
        synchronized (ended) {
            try {
                long left = end - System.nanoTime();
                while (!begun.isEmpty() && left > 0) {
                    TimeUnit.NANOSECONDS.timedWait(ended, left);
                    left = end - System.nanoTime();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
