package dev.llmrouter.route;

import dev.llmrouter.call.StoredFiles;
import dev.llmrouter.call.Workers;
import dev.llmrouter.config.BatchesEntry;
import dev.llmrouter.config.ConfigException;
import dev.llmrouter.config.ConfigReader;
import dev.llmrouter.config.RouterFiles;
import dev.llmrouter.filestore.CheckRoom;
import dev.llmrouter.filestore.DeleteFile;
import dev.llmrouter.filestore.FileStore;
import dev.llmrouter.filestore.FindFile;
import dev.llmrouter.filestore.KeepFile;
import dev.llmrouter.filestore.ListFiles;
import dev.llmrouter.filestore.TellFile;
import dev.llmrouter.http.ReceiveUpload;
import dev.llmrouter.tenant.Holder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.util.concurrent.ThreadPoolRejectedPolicy;
import org.jspecify.annotations.Nullable;

/** Binds what the routes of OpenAI's Files are made of; where they are off, those say how they are switched on. */
final class OpenAiFiles {

    private static final String UPLOADS = "llm-router-uploads";
    private static final List<String> STEPS =
            List.of("checkRoom", "receiveUpload", "keepFile", "listFiles", "findFile", "tellFile", "deleteFile");

    /** For batches, too, which are made of files. */
    static final String OFF = "This router keeps no files and runs no batches. Its operator switches that on by"
            + " 'channels: { batches: {} }' in router.yaml.";

    private OpenAiFiles() {}

    /**
     * Binds the steps.
     *
     * @return the files; null where they are off
     */
    static @Nullable StoredFiles bind(CamelContext camel, RouterFiles files) {
        BatchesEntry entry = files.config().channels().batches();
        if (entry == null) {
            SwitchedOff.bind(camel, STEPS, OFF);
            return null;
        }
        FileStore store = open(camel, files, entry);
        Map.<String, Processor>of(
                        "checkRoom", new CheckRoom(store, OpenAiFiles::tenant),
                        "receiveUpload",
                                new ReceiveUpload(
                                        store::newPart,
                                        entry.maxFileBytes(),
                                        Workers.create(camel, UPLOADS, ThreadPoolRejectedPolicy.CallerRuns)),
                        "keepFile", new KeepFile(store, OpenAiFiles::tenant),
                        "listFiles", new ListFiles(store, OpenAiFiles::tenant),
                        "findFile", new FindFile(store, OpenAiFiles::tenant),
                        "tellFile", new TellFile(),
                        "deleteFile", new DeleteFile())
                .forEach((name, step) -> camel.getRegistry().bind(name, Processor.class, step));
        ScheduledExecutorService thread =
                camel.getExecutorServiceManager().newSingleThreadScheduledExecutor(store, "llm-router-expired");
        var unused = thread.scheduleWithFixedDelay(store::sweep, 0, 1, TimeUnit.HOURS);
        return store;
    }

    /** {@return whose files an exchange over HTTP may see; null where there are no tenants} */
    static @Nullable String tenant(Exchange exchange) {
        Holder holder = Holder.of(exchange);
        return holder == null ? null : holder.identity().tenant();
    }

    private static FileStore open(CamelContext camel, RouterFiles files, BatchesEntry entry) {
        try {
            return new FileStore(
                    folder(camel, entry).resolve("files"), entry.keep(), entry.tenantBytes(), Spine.clock(camel));
        } catch (IOException e) {
            throw unusable(camel, files);
        }
    }

    /** {@return what is said where the folder can't be used} */
    static ConfigException unusable(CamelContext camel, RouterFiles files) {
        return ConfigReader.refusedChannel(
                files.text(),
                camel::resolvePropertyPlaceholders,
                Providers.kinds(camel),
                Policies.kinds(camel),
                "batches",
                "folder is no folder and can't be made, or nothing can be written there; name one that can");
    }

    /** {@return where files and batches are} */
    static Path folder(CamelContext camel, BatchesEntry entry) throws IOException {
        @Nullable Path data = camel.getRegistry().lookupByNameAndType(LlmRouter.DATA, Path.class);
        if (data == null) {
            data = entry.folder() == null ? Files.createTempDirectory("llm-router") : Path.of("");
        }
        return folder(entry, data);
    }

    /** {@return the same, of a router whose state is in {@code data}} */
    static Path folder(BatchesEntry entry, Path data) {
        String named = entry.folder();
        return named == null
                ? data.resolve("openai")
                : Path.of(named).toAbsolutePath().normalize();
    }
}
