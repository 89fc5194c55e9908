package dev.llmrouter.batch;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmrouter.call.Identity;
import dev.llmrouter.call.RefusedException;
import dev.llmrouter.call.StoredFile;
import dev.llmrouter.call.StoredFiles;
import dev.llmrouter.wire.Json;
import dev.llmrouter.wire.JsonRequest;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The batches that callers made over HTTP. Each is run by one router at a time, and by another one, or the same when it is
 * back, where that is killed. Thread-safe.
 */
public final class HostedBatches {

    private static final Logger LOG = LoggerFactory.getLogger(HostedBatches.class);
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
     * Keeps batches.
     *
     * @param terms on which those of somebody are asked
     * @param runners a thread for each batch that is run
     */
    public HostedBatches(
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

    /** {@return a new batch, as its owner is told of it; it is there for good} */
    ObjectNode create(@Nullable Identity owner, BatchOrder order) throws IOException {
        String tenant = owner == null ? null : owner.tenant();
        StoredFile input = files.find(tenant, order.inputFileId());
        if (input == null) {
            throw new RefusedException(404, "No such File object: " + order.inputFileId(), "file_not_found");
        }
        if (!input.purpose().equals("batch")) {
            throw JsonRequest.malformed(
                    "Invalid 'input_file_id': the file was uploaded for " + input.purpose()
                            + "; upload it with the purpose batch.",
                    "input_file_id");
        }
        BatchRecord batch = BatchRecord.of(records.newId(), order, owner, clock.instant());
        records.openBatch(batch.id()).make(tenant, input.path());
        records.write(batch);
        begin(batch.id());
        return batch.told(null, false);
    }

    /** {@return a batch as its owner is told of it} Throws where that tenant has none of that id. */
    ObjectNode tell(@Nullable String tenant, String id) throws IOException {
        return told(found(tenant, id));
    }

    private BatchRecord found(@Nullable String tenant, String id) throws IOException {
        BatchRecord batch = records.find(tenant, id);
        if (batch == null) {
            throw new RefusedException(404, "No such Batch object: " + id, "batch_not_found");
        }
        return batch;
    }

    private ObjectNode told(BatchRecord batch) throws IOException {
        HostedRun run = running.get(batch.id());
        boolean isCounted = run != null && batch.status().equals(BatchRecord.IN_PROGRESS);
        return batch.told(
                isCounted && run != null ? run.tally() : null,
                batch.isUnfinished() && records.openBatch(batch.id()).calledOff() > 0);
    }

    /** {@return a page of a tenant's batches, the latest first, as OpenAI's list object} */
    ObjectNode list(@Nullable String tenant, @Nullable String after, int limit) throws IOException {
        List<BatchRecord> some = records.list(tenant, after, limit + 1);
        ObjectNode list = Json.MAPPER.createObjectNode().put("object", "list");
        ArrayNode data = list.putArray("data");
        for (BatchRecord batch : some.subList(0, Math.min(limit, some.size()))) {
            data.add(told(batch));
        }
        if (!data.isEmpty()) {
            list.set("first_id", data.get(0).get("id"));
            list.set("last_id", data.get(data.size() - 1).get("id"));
        }
        return list.put("has_more", some.size() > limit);
    }

    /** Calls a batch off, whichever router runs it, and {@return how it is now} What is being asked is still waited for. */
    ObjectNode callOff(@Nullable String tenant, String id) throws IOException {
        BatchRecord batch = found(tenant, id);
        OpenBatch open = records.openBatch(id);
        if (!batch.isUnfinished()) {
            throw new RefusedException(
                    409, "Cannot cancel a batch with status '" + batch.status() + "'.", "batch_not_cancellable");
        }
        try {
            if (open.calledOff() == 0) {
                open.callOff(clock.instant().getEpochSecond());
            }
        } catch (NoSuchFileException ended) {
            // meanwhile, and what it has become is told below
            return told(found(tenant, id));
        }
        HostedRun run = running.get(id);
        if (run != null) {
            run.watch();
        }
        return told(found(tenant, id));
    }

    /** Goes on with every batch that nobody runs, and looks after those that are run here. To be called every second or so. */
    public void look() {
        try {
            for (HostedRun run : running.values()) {
                run.watch();
            }
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

    private void begin(String id) throws IOException {
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
