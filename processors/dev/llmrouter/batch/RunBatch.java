package dev.llmrouter.batch;

import dev.llmrouter.batch.TakenFile.Fate;
import java.io.IOException;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Splitter and Resequencer of files: asks each line of a file and writes the results. A file whose batch can't be run
 * goes into the failed folder; put back as it is, it goes on where it was.
 */
public final class RunBatch implements Processor {

    private static final Logger LOG = LoggerFactory.getLogger(RunBatch.class);

    private final Batches batches;
    private final Asking asking;
    private final Folders folders;

    /** Runs batches of these folders. */
    public RunBatch(Batches batches, Asking asking, Folders folders) {
        this.batches = batches;
        this.asking = asking;
        this.folders = folders;
    }

    @Override
    public void process(Exchange exchange) throws IOException {
        TakenFile taken = TakenFile.of(exchange);
        try {
            BatchFile file = new BatchFile(
                    taken.id(),
                    taken.name(),
                    JsonLines.of(taken.path()),
                    folders.journal(taken.name()),
                    folders.outbox());
            Batch.State end = batches.run(file, asking);
            taken.fate(end == Batch.State.STOPPED ? Fate.LEFT : Fate.ANSWERED, exchange);
        } catch (IOException | RuntimeException e) {
            LOG.error("the batch {} can't be run; put it back into the inbox to go on where it was", taken.name(), e);
            String why = "The batch can't be run: " + e.getMessage()
                    + ". Put the file back into the inbox to go on where it was.";
            FailedFile.write(folders, taken, FailedFile.error("batch_failed", why));
            taken.fate(Fate.FAILED, exchange);
        }
    }
}
