package dev.llmrouter.batch;

import java.io.IOException;
import java.time.Clock;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One batch: asks every line that has no result yet, and writes the results once all have. Run by one thread; what it
 * tells, and {@link #cancel}, is for any.
 */
public final class Batch {

    /** Hears that the time of a batch is over, before the lines that have no result by then get theirs, after which none is missing. */
    interface Expiry {
        void begins(Tally tally) throws IOException;
    }

    private static final Logger LOG = LoggerFactory.getLogger(Batch.class);
    private static final long TOLD_EVERY = TimeUnit.SECONDS.toNanos(10);

    private final BatchFile file;
    private final Asking asking;
    private final ExecutorService workers;
    private final Clock clock;
    private final Stop stop = new Stop();
    private final AtomicReference<@Nullable Exception> broken = new AtomicReference<>();
    private final int parallel;
    private final Semaphore free;
    private volatile BatchState state = BatchState.RUNNING;
    private volatile int total;
    private volatile int skipped;
    private volatile @Nullable Journal journal;
    private volatile long ended;
    private volatile @Nullable BatchState wanted;
    private long told = System.nanoTime();

    Batch(BatchFile file, Asking asking, ExecutorService workers, Clock clock) {
        this.file = file;
        this.asking = asking;
        this.workers = workers;
        this.clock = clock;
        this.parallel = asking.terms().parallel();
        this.free = new Semaphore(parallel);
    }

    /** Calls it off: what is being asked is waited for, the rest is not asked. */
    public void cancel() {
        wanted = BatchState.CANCELLED;
        stop.tell();
    }

    /** Ends it since its time is over: what is being asked is waited for, the rest is an error. */
    void expire() {
        wanted = BatchState.EXPIRED;
        stop.tell();
    }

    /** Ends it before anything is asked: it can't be run as it is. */
    void refuse() {
        ended = clock.millis();
        state = BatchState.FAILED;
    }

    /** Ends it before its time, so that it can go on later. */
    void stop() {
        stop.tell();
    }

    /** {@return what it is, as its file is called and what is known of it} */
    public Progress progress() {
        Journal open = journal;
        Tally tally = open == null ? Tally.NOTHING : open.tally();
        long neverBegun = ended == 0 ? clock.millis() : ended;
        long begun = open == null ? neverBegun : open.head().begun();
        return new Progress(
                file.id(), file.name(), state, total, parallel - free.availablePermits(), skipped, tally, begun, ended);
    }

    /** {@return what has become of its lines; null as long as that is not known} */
    @Nullable
    Tally tally() {
        Journal open = journal;
        return open == null ? null : open.tally();
    }

    /**
     * Runs it to its end.
     *
     * @return how it ended
     * @throws IOException where its file can't be read, or nothing can be written
     */
    BatchState run() throws IOException {
        return run(tally -> {});
    }

    BatchState run(Expiry expiry) throws IOException {
        try {
            total = Lines.count(file.source());
            try (Journal open = Journal.open(file.journal(), new JournalHead(file.id(), clock.millis()), total)) {
                journal = open;
                skipped = open.tally().finished();
                LOG.info("batch {}: {} lines, {} of them finished before", file.name(), total, skipped);
                askAll(open);
                rethrow();
                BatchState early = wanted;
                boolean isWhole = open.tally().finished() == total;
                if (early == BatchState.EXPIRED && !isWhole) {
                    expiry.begins(open.tally());
                    giveUpRest(open);
                }
                if (isWhole || early != null) {
                    ended = clock.millis();
                    state = isWhole || early == null ? BatchState.COMPLETED : early;
                    new Results(file, asking.terms().isInOrder()).write(open, progress());
                } else {
                    state = BatchState.STOPPED;
                }
            }
        } catch (IOException | RuntimeException e) {
            state = BatchState.FAILED;
            throw e;
        } finally {
            ended = clock.millis();
            LOG.info("batch {}", progress());
        }
        return state;
    }

    private void askAll(Journal open) throws IOException {
        try (Lines lines = file.source().open()) {
            Line line = lines.next();
            while (line != null && line.index() < total && !stop.isTold()) {
                if (!open.isFinished(line.index())) {
                    begin(line, open);
                }
                line = lines.next();
            }
        } finally {
            // those that were asked are waited for, however it ends
            free.acquireUninterruptibly(parallel);
            free.release(parallel);
        }
    }

    private void giveUpRest(Journal open) throws IOException {
        try (Lines lines = file.source().open()) {
            for (Line line = lines.next(); line != null && line.index() < total; line = lines.next()) {
                if (!open.isFinished(line.index())) {
                    Answered over = Asking.expired(line, file.id() + '-' + line.number());
                    open.append(new Entry(line.index(), false, Spent.NOTHING, ResultLine.of(line, over)));
                }
            }
        }
    }

    private void begin(Line line, Journal open) {
        free.acquireUninterruptibly();
        try {
            workers.execute(() -> {
                try {
                    finish(line, open);
                } catch (IOException | RuntimeException e) {
                    broken.compareAndSet(null, e);
                    stop.tell();
                } finally {
                    free.release();
                }
            });
        } catch (RuntimeException e) {
            free.release();
            throw e;
        }
    }

    private void finish(Line line, Journal open) throws IOException {
        Answered answered = asking.ask(line, file.id() + '-' + line.number(), stop);
        if (answered == null) {
            stop.tell();
            return;
        }
        open.append(new Entry(line.index(), answered.isReply(), answered.spent(), ResultLine.of(line, answered)));
        tellNowAndThen();
    }

    private void rethrow() throws IOException {
        Exception e = broken.get();
        if (e instanceof IOException unwritten) {
            throw unwritten;
        } else if (e != null) {
            throw new IllegalStateException("a line could not be asked", e);
        }
    }

    private synchronized void tellNowAndThen() {
        long now = System.nanoTime();
        if (now - told > TOLD_EVERY) {
            told = now;
            LOG.info("batch {}", progress());
        }
    }
}
