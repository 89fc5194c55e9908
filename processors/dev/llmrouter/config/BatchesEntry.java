package dev.llmrouter.config;

import dev.llmrouter.catalog.Doc;
import dev.llmrouter.catalog.Range;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** OpenAI's Files and Batch API. */
@Doc("OpenAI's Files and Batch API over HTTP: /v1/files and /v1/batches")
public record BatchesEntry(
        @Doc("the folder for files and batches; default openai in LLM_ROUTER_DATA") @Nullable String folder,
        @Doc("the longest file that may be uploaded, in MB of a million bytes; default 512")
                @Range(min = 1, max = 100_000)
                Integer maxFileMegabytes,
        @Doc("how much the files of one tenant may take, in MB of a million bytes; default 10000")
                @Range(min = 1, max = 100_000_000)
                Integer tenantMegabytes,
        @Doc(
                        "for how long a file is kept that nobody deletes, where its sender does not say, and a batch that has ended; default 30d")
                Duration keep,
        @Doc("how many lines are asked at one time, over all batches; default 16") @Range(min = 1, max = 1000)
                Integer parallel) {

    private static final long MEGABYTE = 1_000_000;

    /** What is absent takes its default. */
    public BatchesEntry(
            @Nullable String folder,
            @Nullable Integer maxFileMegabytes,
            @Nullable Integer tenantMegabytes,
            @Nullable Duration keep,
            @Nullable Integer parallel) {
        this.folder = folder;
        this.maxFileMegabytes = maxFileMegabytes == null ? 512 : maxFileMegabytes;
        this.tenantMegabytes = tenantMegabytes == null ? 10_000 : tenantMegabytes;
        this.keep = keep == null ? Duration.ofDays(30) : keep;
        this.parallel = parallel == null ? 16 : parallel;
        if (this.keep.isZero()) {
            throw new IllegalArgumentException("keep is the time that a file stays; 0 would be none");
        }
        if (folder != null) {
            checkPath(folder);
        }
    }

    private static void checkPath(String folder) {
        try {
            var unused = Path.of(folder);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("folder is no path of a folder", e);
        }
    }

    /** {@return the longest file that may be uploaded, in bytes} */
    public long maxFileBytes() {
        return maxFileMegabytes * MEGABYTE;
    }

    /** {@return how much the files of one tenant may take, in bytes} */
    public long tenantBytes() {
        return tenantMegabytes * MEGABYTE;
    }
}
