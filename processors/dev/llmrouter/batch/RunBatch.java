package dev.llmrouter.batch;

import dev.llmrouter.batch.TakenFile.Fate;
import dev.llmrouter.provider.Jars;
import java.io.IOException;
import java.util.Optional;
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
    private final String template;

    /** Runs batches of these folders; {@code template} is what the columns of tables are put into. */
    public RunBatch(Batches batches, Asking asking, Folders folders, String template) {
        this.template = template;
        this.batches = batches;
        this.asking = asking;
        this.folders = folders;
    }

    @Override
    public void process(Exchange exchange) throws IOException {
        TakenFile taken = TakenFile.of(exchange);
        try {
            BatchFile file = new BatchFile(
                    taken.id(), taken.name(), source(taken), folders.journal(taken.name()), folders.outbox());
            BatchState end = batches.run(file, asking);
            taken.fate(end == BatchState.STOPPED ? Fate.LEFT : Fate.ANSWERED, exchange);
        } catch (IOException | RuntimeException e) {
            LOG.error("the batch {} can't be run; put it back into the inbox to go on where it was", taken.name(), e);
            String why = "The batch can't be run: " + e.getMessage()
                    + ". Put the file back into the inbox to go on where it was.";
            FailedFile.write(folders, taken.name(), FailedFile.error("batch_failed", why));
            taken.fate(Fate.FAILED, exchange);
        }
    }

    private Lines.Source source(TakenFile taken) throws IOException {
        if (!taken.ending().equals("csv")) {
            return JsonLines.of(taken.path());
        }
        Optional<String> missing = Jars.missing(
                "com.fasterxml.jackson.dataformat.csv.CsvMapper",
                "com.fasterxml.jackson.dataformat:jackson-dataformat-csv");
        if (missing.isPresent()) {
            throw new IOException(missing.get());
        }
        return TableLines.of(taken.path(), template);
    }
}
