package dev.llmrouter.batch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmrouter.call.NewFile;
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
 * owner's files. Run by one thread; {@link #watch} is for any.
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

    /** Ends it where it was called off or its time is over, and writes down how far it is, for whoever asks, here or elsewhere. */
    void watch() throws IOException {
        long calledOff = open.calledOff();
        synchronized (this) {
            if (record.plannedEnd() != null) {
                return;
            }
            if (calledOff > 0) {
                batch.cancel();
            } else if (!clock.instant().isBefore(record.expires())) {
                batch.expire();
            }
            note(batch.tally());
        }
    }

    /** {@code now} is null before the journal is open: what was written down by whoever was killed says more. */
    private void note(@Nullable Tally now) throws IOException {
        if (now != null && record.status().equals(BatchRecord.IN_PROGRESS) && !now.equals(written)) {
            written = now;
            record.tally(now);
            records.write(record);
        }
    }

    /** Runs it to its end, or until the router stops; then it goes on where it was when it is run again. */
    void run() throws IOException {
        if (record.status().equals(BatchRecord.VALIDATING) && !isValid()) {
            return;
        }
        watch();
        BatchState planned = record.plannedEnd();
        if (planned == BatchState.CANCELLED) {
            batch.cancel();
        } else if (planned == BatchState.EXPIRED) {
            batch.expire();
        }
        BatchState end = batch.run(tally -> plan(BatchState.EXPIRED, tally));
        if (end != BatchState.STOPPED) {
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
            record.consistsOf(isValid ? checks.total() : 0, checks.model());
            become(isValid ? BatchRecord.IN_PROGRESS : "failed");
        }
        if (!isValid) {
            open.delete();
        }
        return isValid;
    }

    private synchronized void become(String status) throws IOException {
        record.become(status, clock.instant());
        records.write(record);
    }

    private void finish(BatchState last) throws IOException {
        Tally tally = batch.tally();
        BatchState end = plan(last, tally == null ? Tally.NOTHING : tally);
        String output = keep(record.plannedOutput(), ".jsonl", "_output.jsonl");
        String errors = keep(record.plannedErrors(), ".errors.jsonl", "_error.jsonl");
        synchronized (this) {
            record.results(output, errors);
            if (end == BatchState.CANCELLED) {
                long since = open.calledOff();
                record.cancelling(since > 0 ? since : clock.instant().getEpochSecond());
            }
            become(end.name().toLowerCase(Locale.ROOT));
        }
        open.delete();
    }

    /** What was written down about the end is done, also by another router, and whatever happened since. */
    private synchronized BatchState plan(BatchState last, Tally tally) throws IOException {
        BatchState planned = record.plannedEnd();
        if (planned == null) {
            record.plan(last, files.newId(), files.newId());
        }
        record.tally(tally);
        become("finalizing");
        return planned == null ? last : planned;
    }

    /** {@return the id of the file with some of the results; null where there are none of them} */
    private @Nullable String keep(String id, String ending, String name) throws IOException {
        Path results = open.file().beside(ending);
        if (!Files.exists(results) || Files.size(results) == 0) {
            return null;
        }
        Duration time = record.outputSeconds() == 0 ? null : Duration.ofSeconds(record.outputSeconds());
        NewFile what = new NewFile(record.id() + name, "batch_output", "application/jsonl", time);
        return files.keep(id, record.tenant(), results, what).id();
    }
}
