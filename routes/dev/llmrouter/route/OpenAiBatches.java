package dev.llmrouter.route;

import dev.llmrouter.batch.Asking;
import dev.llmrouter.batch.BatchRecords;
import dev.llmrouter.batch.Batches;
import dev.llmrouter.batch.CreateBatch;
import dev.llmrouter.batch.HostedBatches;
import dev.llmrouter.batch.HostedRuns;
import dev.llmrouter.batch.ListBatches;
import dev.llmrouter.batch.TellBatch;
import dev.llmrouter.batch.Terms;
import dev.llmrouter.call.Identity;
import dev.llmrouter.call.StoredFiles;
import dev.llmrouter.config.BatchesEntry;
import dev.llmrouter.config.RouterFiles;
import dev.llmrouter.http.ErrorAnswer;
import dev.llmrouter.tenant.Holder;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ExtendedStartupListener;
import org.apache.camel.Processor;
import org.apache.camel.support.service.ServiceSupport;
import org.jspecify.annotations.Nullable;

/** Binds what the routes of OpenAI's Batch API are made of, and goes on with batches once the context has started. */
final class OpenAiBatches extends ServiceSupport implements ExtendedStartupListener {

    private static final List<String> STEPS = List.of("createBatch", "listBatches", "tellBatch");
    private static final int RUN_AT_ONE_TIME = 64;
    private static final Duration LAST_LINES = Duration.ofSeconds(5);
    private static final long LOOK_SECONDS = 1;

    private final CamelContext camel;
    private final HostedRuns runs;
    private final Runnable sweep;
    private final AtomicBoolean isBegun = new AtomicBoolean();

    private OpenAiBatches(CamelContext camel, HostedRuns runs, Runnable sweep) {
        this.camel = camel;
        this.runs = runs;
        this.sweep = sweep;
    }

    /** Where batches are off, the steps say how they are switched on. */
    static void off(CamelContext camel) {
        SwitchedOff.bind(camel, STEPS, OpenAiFiles.OFF);
    }

    /**
     * Binds the steps, in a context that may not have started.
     *
     * @param endpoints to which lines may go
     * @throws Exception what Camel throws for a service that can't be added
     */
    static void bind(
            CamelContext camel,
            RouterFiles files,
            BatchesEntry entry,
            Batches batches,
            StoredFiles stored,
            Collection<String> endpoints)
            throws Exception {
        Asking asking = new Asking(
                camel.createProducerTemplate(),
                camel.getEndpoint("direct:line"),
                terms(files, entry, null),
                new ErrorAnswer());
        BatchRecords records = records(camel, files, entry);
        HostedRuns runs = new HostedRuns(
                records,
                stored,
                batches,
                asking,
                owner -> terms(files, entry, owner),
                camel.getExecutorServiceManager().newFixedThreadPool(batches, "llm-router-batches", RUN_AT_ONE_TIME),
                Spine.clock(camel));
        HostedBatches hosted = new HostedBatches(records, stored, runs, Spine.clock(camel));
        Map.<String, Processor>of(
                        "createBatch", new CreateBatch(hosted, OpenAiBatches::identity, endpoints),
                        "listBatches", new ListBatches(hosted, OpenAiFiles::tenant),
                        "tellBatch", new TellBatch(hosted, OpenAiFiles::tenant))
                .forEach((name, step) -> camel.getRegistry().bind(name, Processor.class, step));
        OpenAiBatches service = new OpenAiBatches(camel, runs, () -> records.sweep(entry.keep()));
        camel.addService(service, true, true);
        camel.addStartupListener(service);
        FileChannel.whenStopping(camel, runs::stop);
    }

    private static BatchRecords records(CamelContext camel, RouterFiles files, BatchesEntry entry) {
        try {
            return new BatchRecords(OpenAiFiles.folder(camel, entry).resolve("batches"), Spine.clock(camel));
        } catch (IOException e) {
            throw OpenAiFiles.unusable(camel, files);
        }
    }

    private static Terms terms(RouterFiles files, BatchesEntry entry, @Nullable Identity owner) {
        return new Terms(
                null,
                null,
                owner,
                FileChannel.mayWishPriority(
                        owner == null ? null : files.config().tenants().get(owner.tenant())),
                files.config().store().url() != null,
                entry.parallel(),
                true,
                Duration.ofHours(24));
    }

    private static @Nullable Identity identity(Exchange exchange) {
        Holder holder = Holder.of(exchange);
        return holder == null ? null : holder.identity();
    }

    @Override
    public void onCamelContextStarted(CamelContext context, boolean alreadyStarted) {
        if (alreadyStarted) {
            begin();
        }
    }

    @Override
    public void onCamelContextFullyStarted(CamelContext context, boolean alreadyStarted) {
        begin();
    }

    /** Only now that direct:line is there; a line that found nobody would have failed. */
    private void begin() {
        if (isBegun.compareAndSet(false, true)) {
            ScheduledExecutorService thread =
                    camel.getExecutorServiceManager().newSingleThreadScheduledExecutor(this, "llm-router-batches-look");
            var unused = thread.scheduleWithFixedDelay(runs::look, 0, LOOK_SECONDS, TimeUnit.SECONDS);
            var unusedToo = thread.scheduleWithFixedDelay(sweep, 0, 1, TimeUnit.HOURS);
        }
    }

    /** The routes have stopped, so every line that was asked is answered; it only has to be written down. */
    @Override
    protected void doStop() {
        runs.awaitEnd(LAST_LINES);
    }
}
