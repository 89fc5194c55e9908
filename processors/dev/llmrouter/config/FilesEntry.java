package dev.llmrouter.config;

import dev.llmrouter.catalog.Doc;
import dev.llmrouter.catalog.Range;
import dev.llmrouter.policy.ModelName;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A folder whose files are requests: one each, or one on each line. */
@Doc("a folder whose files are requests: .txt, .md and .json hold one each, .jsonl and .csv one on each line")
public record FilesEntry(
        @Doc(value = "the folder that is watched", required = true) String inbox,
        @Doc(value = "the folder for replies", required = true) String outbox,
        @Doc(value = "the folder for files that could not be answered, each with NAME.error.json", required = true)
                String failed,
        @Doc("the folder for files that a person has to decide on; default held, beside the inbox") String held,
        @Doc("the model for prompts that name none; default none, and then such prompts are refused")
                @ModelName
                @Nullable
                String model,
        @Doc("the tenant on whose account the calls are; needed where tenants are configured") @Nullable String tenant,
        @Doc("how many calls go on at one time, over all files; default 16") @Range(min = 1, max = 1000)
                Integer parallel,
        @Doc("in which order the results of a batch are written; default original") ResultOrder order,
        @Doc("the prompt for each row of a .csv file, such as \"Translate into German: ${text}\", where text is the"
                        + " name of a column; default ${prompt}")
                String template,
        @Doc("for how long a file has to stay as it is before it is taken, since somebody may still be writing it;"
                        + " default 1s")
                Duration quiet,
        @Doc("how long a request waits for targets that want a rest or can't be reached, before it counts as failed;"
                        + " default 24h")
                Duration patience) {

    private static final Duration LONGEST_QUIET = Duration.ofHours(1);

    /** What is absent takes its default. */
    public FilesEntry(
            String inbox,
            String outbox,
            String failed,
            @Nullable String held,
            @Nullable String model,
            @Nullable String tenant,
            @Nullable Integer parallel,
            @Nullable ResultOrder order,
            @Nullable String template,
            @Nullable Duration quiet,
            @Nullable Duration patience) {
        this.inbox = inbox;
        this.outbox = outbox;
        this.failed = failed;
        this.model = model;
        this.tenant = tenant;
        this.parallel = parallel == null ? 16 : parallel;
        this.order = order == null ? ResultOrder.ORIGINAL : order;
        this.template = template == null ? "${prompt}" : template;
        this.quiet = quiet == null ? Duration.ofSeconds(1) : quiet;
        this.patience = patience == null ? Duration.ofHours(24) : patience;
        Path watched = folder("inbox", inbox);
        this.held = held == null ? watched.resolveSibling("held").toString() : held;
        Map.of("outbox", outbox, "failed", failed, "held", this.held).forEach((key, other) -> {
            if (folder(key, other).equals(watched)) {
                throw new IllegalArgumentException(
                        key + " is the inbox, where what is written would be taken for a request; name another folder");
            }
        });
        if (this.quiet.compareTo(LONGEST_QUIET) > 0) {
            throw new IllegalArgumentException("quiet may be up to 1h");
        }
    }

    private static Path folder(String key, String path) {
        try {
            return Path.of(path).toAbsolutePath().normalize();
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException(key + " is no path of a folder", e);
        }
    }
}
