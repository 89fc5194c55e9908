package dev.llmrouter.batch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmrouter.call.StoredFile;
import dev.llmrouter.call.StoredFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One run of a batch that a caller made, from wherever it was: looks at its lines, has them asked, and puts the results among its
 * owner's files. Run by one thread; {@link #watch} and {@link #tally} are for any.
 */
final class HostedRun {

    private final BatchRecords records;
    private final StoredFiles files;
    private final BatchRecord record;
    private final OpenBatch open;
    private final Batch batch;
    private final Clock clock;
    private @Nullable Tally written;

    HostedRun(BatchRecords records, StoredFiles files, BatchRecord record, OpenBatch open, Batch batch, Clock clock) {
        this.records = records;
        this.files = files;
        this.record = record;
        this.open = open;
        this.batch = batch;
        this.clock = clock;
    }

    /** {@return what has become of its lines so far} */
    Tally tally() {
        return batch.progress().tally();
    }

    /** Ends it where it was called off or its time is over, and writes down how far it is, for other routers to tell. */
    void watch() throws IOException {
        if (open.calledOff() > 0) {
            batch.cancel();
        } else if (!clock.instant().isBefore(record.expires())) {
            batch.expire();
        }
        Tally now = tally();
        synchronized (this) {
            if (record.status().equals(BatchRecord.IN_PROGRESS) && !now.equals(written)) {
                written = now;
                record.tally(now);
                records.write(record);
            }
        }
    }

    /** Runs it to its end, or until the router stops; then it goes on where it was when it is run again. */
    void run() throws IOException {
        if (record.status().equals(BatchRecord.VALIDATING) && !isValid()) {
            return;
        }
        watch();
        Batch.State end = batch.run();
        if (end != Batch.State.STOPPED) {
            finish(end);
        }
    }

    private boolean isValid() throws IOException {
        BatchChecks checks = new BatchChecks(open.file().source(), record.endpoint());
        List<ObjectNode> errors = checks.run();
        boolean isValid = errors.isEmpty();
        synchronized (this) {
            if (!isValid) {
                batch.refuse();
                record.errors(errors);
            }
            record.total(isValid ? checks.total() : 0);
            record.become(isValid ? BatchRecord.IN_PROGRESS : "failed", clock.instant());
            records.write(record);
        }
        if (!isValid) {
            open.delete();
        }
        return isValid;
    }

    private synchronized void finish(Batch.State end) throws IOException {
        Tally tally = tally();
        record.tally(tally);
        record.become("finalizing", clock.instant());
        if (tally.succeeded() > 0 && record.outputFileId() == null) {
            record.results(keep(".jsonl", "_output.jsonl"), record.errorFileId());
        }
        records.write(record);
        if (tally.failed() > 0 && record.errorFileId() == null) {
            record.results(record.outputFileId(), keep(".errors.jsonl", "_error.jsonl"));
        }
        if (end == Batch.State.CANCELLED) {
            long since = open.calledOff();
            record.cancelling(since > 0 ? since : clock.instant().getEpochSecond());
        }
        record.become(end.name().toLowerCase(Locale.ROOT), clock.instant());
        records.write(record);
        open.delete();
    }

    private @Nullable String keep(String ending, String name) throws IOException {
        Path results = open.file().beside(ending);
        if (!Files.exists(results)) {
            return null;
        }
        Duration time = record.outputSeconds() == 0 ? null : Duration.ofSeconds(record.outputSeconds());
        StoredFile kept =
                files.keep(record.tenant(), results, record.id() + name, "batch_output", "application/jsonl", time);
        return kept.id();
    }
}
