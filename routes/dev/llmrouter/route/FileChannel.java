package dev.llmrouter.route;

import dev.llmrouter.anthropic.MessagesRequest;
import dev.llmrouter.batch.AskFile;
import dev.llmrouter.batch.Asking;
import dev.llmrouter.batch.Batches;
import dev.llmrouter.batch.CancelBatch;
import dev.llmrouter.batch.Folders;
import dev.llmrouter.batch.HeldFiles;
import dev.llmrouter.batch.ReadLine;
import dev.llmrouter.batch.RunBatch;
import dev.llmrouter.batch.TakeFile;
import dev.llmrouter.batch.TellBatches;
import dev.llmrouter.batch.Terms;
import dev.llmrouter.call.Channel;
import dev.llmrouter.call.HeldCalls;
import dev.llmrouter.call.StoredFiles;
import dev.llmrouter.call.Wish;
import dev.llmrouter.call.Workers;
import dev.llmrouter.config.BatchesEntry;
import dev.llmrouter.config.FilesEntry;
import dev.llmrouter.config.ResultOrder;
import dev.llmrouter.config.RouterConfig;
import dev.llmrouter.config.RouterFiles;
import dev.llmrouter.config.TenantEntry;
import dev.llmrouter.embeddings.EmbeddingsRequest;
import dev.llmrouter.http.ErrorAnswer;
import dev.llmrouter.openai.CompletionsRequest;
import dev.llmrouter.openai.OpenAiRequest;
import dev.llmrouter.provider.Jars;
import dev.llmrouter.responses.ResponsesRequest;
import dev.llmrouter.wire.WireRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.function.Function;
import org.apache.camel.CamelContext;
import org.apache.camel.Processor;
import org.apache.camel.builder.TemplatedRouteBuilder;
import org.apache.camel.component.file.GenericFileProcessStrategy;
import org.apache.camel.support.LifecycleStrategySupport;
import org.apache.camel.util.concurrent.ThreadPoolRejectedPolicy;
import org.jspecify.annotations.Nullable;

/** Binds what the routes of the file channel are made of, and starts them where the configuration has one. */
final class FileChannel {

    private static final String THREADS = "llm-router-files";
    /** Those of OpenAI's Batch API. */
    private static final List<String> ENDPOINTS =
            List.of("/v1/chat/completions", "/v1/responses", "/v1/completions", "/v1/embeddings");

    private static final long LONGEST_LOOK = 500;
    private static final long SHORTEST_LOOK = 20;

    private FileChannel() {}

    /**
     * Installs the channel, in which nothing happens before the context is started.
     *
     * @param stored what callers uploaded; null where that is off, and OpenAI's batches with it
     * @throws Exception what Camel throws for a route that can't be loaded
     */
    static void install(CamelContext camel, RouterFiles files, @Nullable StoredFiles stored) throws Exception {
        RouterConfig config = files.config();
        FilesEntry entry = config.channels().files();
        BatchesEntry hosted = config.channels().batches();
        ExecutorService workers = entry == null && hosted == null ? null : workers(camel);
        Batches batches = workers == null ? null : new Batches(workers, Spine.clock(camel));
        bind(camel, "tellBatches", new TellBatches(batches == null ? List::of : batches::all));
        bind(camel, "cancelBatch", new CancelBatch(batches == null ? nobody -> Optional.empty() : batches::find));
        bind(camel, "readLine", new ReadLine(dialects()));
        if (batches != null) {
            ShippedRoutes.load(camel, List.of("files"));
            whenStopping(camel, batches::stop);
        }
        if (hosted != null && batches != null && stored != null) {
            OpenAiBatches.bind(camel, files, hosted, batches, stored, ENDPOINTS);
        } else {
            OpenAiBatches.off(camel);
        }
        if (entry != null && workers != null && batches != null) {
            Jars.missing("org.apache.camel.component.file.FileComponent", "org.apache.camel:camel-file")
                    .ifPresent(why -> {
                        throw ChannelRefusal.of(camel, files, "files", why);
                    });
            install(camel, files, entry, workers, batches);
        }
    }

    private static void install(
            CamelContext camel, RouterFiles files, FilesEntry entry, ExecutorService workers, Batches batches)
            throws Exception {
        Folders folders = folders(camel, files, entry);
        camel.getRegistry().bind("fileThreads", ExecutorService.class, workers);
        camel.getRegistry()
                .bind(
                        "takeFile",
                        GenericFileProcessStrategy.class,
                        new TakeFile(folders, entry.quiet(), entry.parallel()));
        Asking asking = new Asking(
                camel.createProducerTemplate(),
                camel.getEndpoint("direct:line"),
                terms(files.config(), entry),
                new ErrorAnswer());
        HeldFiles held = new HeldFiles(folders);
        AskFile askFile = new AskFile(asking, folders, held);
        bind(camel, "askFile", askFile);
        camel.getRegistry().bind(Holds.FILES, HeldCalls.class, held);
        bind(camel, "runBatch", new RunBatch(batches, asking, folders, entry.template()));
        whenStopping(camel, askFile::stop);
        route(camel, "files", folders, entry).add();
        boolean holds = files.config().holds().stream().anyMatch(hold -> hold.isFor(Channel.FILES));
        if (holds || Files.exists(folders.held())) {
            addReleased(camel, files, folders, entry, new AskFile(asking.released(), folders.released(), held));
        }
    }

    /** Files that a person has let go on come from a folder of their own, since whoever writes into the inbox could write a mark as well. */
    private static void addReleased(
            CamelContext camel, RouterFiles files, Folders folders, FilesEntry entry, AskFile askReleased) {
        Folders released = folders.released();
        make(camel, files, released);
        TakeFile take = new TakeFile(released, Duration.ZERO, entry.parallel());
        camel.getRegistry().bind("takeReleased", GenericFileProcessStrategy.class, take);
        bind(camel, "askReleased", askReleased);
        whenStopping(camel, askReleased::stop);
        route(camel, "files-released", released, entry)
                .parameter("take", "takeReleased")
                .parameter("ask", "askReleased")
                .add();
    }

    private static TemplatedRouteBuilder route(CamelContext camel, String id, Folders folders, FilesEntry entry) {
        long look = Math.max(SHORTEST_LOOK, Math.min(LONGEST_LOOK, entry.quiet().toMillis() / 2));
        return TemplatedRouteBuilder.builder(camel, "files")
                .routeId(id)
                .parameter("inbox", folders.inbox())
                .parameter("look", look);
    }

    static void whenStopping(CamelContext camel, Runnable then) {
        camel.addLifecycleStrategy(new LifecycleStrategySupport() {
            @Override
            public void onContextStopping(CamelContext stopping) {
                then.run();
            }
        });
    }

    private static Folders folders(CamelContext camel, RouterFiles files, FilesEntry entry) {
        Folders folders = Folders.of(
                absolute(entry.inbox()), absolute(entry.outbox()), absolute(entry.failed()), absolute(entry.held()));
        make(camel, files, folders);
        return folders;
    }

    private static void make(CamelContext camel, RouterFiles files, Folders folders) {
        try {
            folders.make();
        } catch (IOException e) {
            throw ChannelRefusal.of(camel, files, "files", String.valueOf(e.getMessage()));
        }
    }

    private static Path absolute(String folder) {
        return Path.of(folder).toAbsolutePath().normalize();
    }

    /** Where answers are in memory a key would be of no use behind a restart, and would push others out meanwhile. */
    private static Terms terms(RouterConfig config, FilesEntry entry) {
        return new Terms(
                entry.model(),
                entry.tenant(),
                null,
                mayWishPriority(entry.tenant() == null ? null : config.tenants().get(entry.tenant())),
                config.store().url() != null,
                entry.parallel(),
                entry.order() == ResultOrder.ORIGINAL,
                entry.patience());
    }

    static boolean mayWishPriority(@Nullable TenantEntry tenant) {
        return tenant == null || tenant.wishes() == null || tenant.wishes().contains(Wish.PRIORITY);
    }

    private static Map<String, Function<byte[], WireRequest>> dialects() {
        Map<String, Function<byte[], WireRequest>> dialects = new LinkedHashMap<>();
        dialects.put("/v1/chat/completions", OpenAiRequest::read);
        dialects.put("/v1/responses", ResponsesRequest::read);
        dialects.put("/v1/completions", CompletionsRequest::read);
        dialects.put("/v1/embeddings", EmbeddingsRequest::read);
        dialects.put("/v1/messages", MessagesRequest::read);
        return dialects;
    }

    private static ExecutorService workers(CamelContext camel) {
        return Workers.create(camel, THREADS, ThreadPoolRejectedPolicy.CallerRuns);
    }

    private static void bind(CamelContext camel, String name, Processor processor) {
        camel.getRegistry().bind(name, Processor.class, processor);
    }
}
