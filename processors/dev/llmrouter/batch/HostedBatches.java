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
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What callers may do with batches over HTTP: make them of their files, see how far their own are, and call them off. What they are told
 * is written down before, so nothing of it is taken back when the router is killed. Thread-safe.
 */
public final class HostedBatches {

    private final BatchRecords records;
    private final StoredFiles files;
    private final HostedRuns runs;
    private final InstantSource clock;

    /** {@code runs} has them asked. */
    public HostedBatches(BatchRecords records, StoredFiles files, HostedRuns runs, InstantSource clock) {
        this.records = records;
        this.files = files;
        this.runs = runs;
        this.clock = clock;
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
        // for its results, which are kept in any case
        files.checkRoom(tenant, 1);
        BatchRecord batch = BatchRecord.of(records.newId(), order, owner, clock.instant());
        records.openBatch(batch.id()).make(tenant, input.path());
        records.write(batch);
        ObjectNode told = batch.told(false);
        runs.begin(batch.id());
        return told;
    }

    /** {@return a batch as its owner is told of it} Throws where that tenant has none of that id. */
    ObjectNode tell(@Nullable String tenant, String id) throws IOException {
        runs.watch(found(tenant, id).id());
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
        return batch.told(batch.isUnfinished() && records.openBatch(batch.id()).calledOff() > 0);
    }

    /** {@return a page of a tenant's batches, the latest first, as OpenAI's list object} */
    ObjectNode list(@Nullable String tenant, @Nullable String after, int limit) throws IOException {
        runs.watchAll();
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
        return tell(tenant, id);
    }
}
