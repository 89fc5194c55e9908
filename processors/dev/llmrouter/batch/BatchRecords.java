package dev.llmrouter.batch;

import dev.llmrouter.call.FolderName;
import dev.llmrouter.call.TimedIds;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The batches that callers made, in a folder that several routers may share: what is known of them by tenant, and for those that are
 * not finished a folder of what they are made from. Thread-safe.
 */
public final class BatchRecords {

    private static final Logger LOG = LoggerFactory.getLogger(BatchRecords.class);
    private static final String ENDING = ".json";
    /** Longer than anything is written for. */
    private static final Duration LEFT_OVER = Duration.ofDays(1);

    private final Path folder;
    private final InstantSource clock;
    private final TimedIds ids;

    /**
     * Batches below a folder.
     *
     * @throws IOException where that can't be made
     */
    public BatchRecords(Path folder, InstantSource clock) throws IOException {
        this.folder = folder;
        this.clock = clock;
        this.ids = new TimedIds("batch_", clock);
        Files.createDirectories(open());
    }

    private Path open() {
        return folder.resolve("open");
    }

    /** {@return what locks batches, so that each is run by one router} */
    Path lock() {
        return open().resolve("lock");
    }

    String newId() {
        return ids.next();
    }

    private Path of(@Nullable String tenant) {
        return folder.resolve(tenant == null ? "here" : "tenant-" + FolderName.of(tenant));
    }

    /** {@return where everything is that a batch needs as long as it is not finished} */
    OpenBatch openBatch(String id) {
        return new OpenBatch(open().resolve(id));
    }

    /** {@return the ids of those that are not finished, the oldest first} */
    List<String> unfinished() throws IOException {
        try (Stream<Path> all = Files.list(open())) {
            return all.map(path -> path.getFileName().toString())
                    .filter(ids::isId)
                    .sorted()
                    .toList();
        }
    }

    /** {@return a tenant's batch; null where there is none, or none of that tenant} */
    @Nullable
    BatchRecord find(@Nullable String tenant, String id) throws IOException {
        if (!ids.isId(id)) {
            return null;
        }
        try {
            BatchRecord found = BatchRecord.read(Files.readAllBytes(of(tenant).resolve(id + ENDING)));
            return Objects.equals(found.tenant(), tenant) ? found : null;
        } catch (NoSuchFileException none) {
            return null;
        }
    }

    /** Writes down what is known of a batch, all of it or nothing. */
    void write(BatchRecord batch) throws IOException {
        Path own = Files.createDirectories(of(batch.tenant()));
        Path part = Files.write(own.resolve("." + UUID.randomUUID()), batch.bytes());
        try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        Files.move(
                part,
                own.resolve(batch.id() + ENDING),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }

    /**
     * {@return those of a tenant, the latest first}
     *
     * @param after the id behind which they begin; null for the beginning
     * @param most how many
     */
    List<BatchRecord> list(@Nullable String tenant, @Nullable String after, int most) throws IOException {
        List<String> names = new ArrayList<>();
        if (Files.isDirectory(of(tenant))) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(of(tenant), "batch_*" + ENDING)) {
                files.forEach(file -> names.add(file.getFileName().toString().replace(ENDING, "")));
            }
        }
        names.sort(Comparator.reverseOrder());
        List<BatchRecord> page = new ArrayList<>();
        for (String id : names) {
            BatchRecord batch =
                    page.size() < most && (after == null || id.compareTo(after) < 0) ? find(tenant, id) : null;
            if (batch != null) {
                page.add(batch);
            }
        }
        return page;
    }

    /** Deletes what is known of batches that have ended and are over, and what is left of writing for a day; never one that is not finished. */
    public void sweep(Duration keep) {
        try (DirectoryStream<Path> tenants = Files.newDirectoryStream(folder, Files::isDirectory)) {
            for (Path own : tenants) {
                try (DirectoryStream<Path> files = Files.newDirectoryStream(own)) {
                    for (Path file : files) {
                        sweep(file, keep);
                    }
                }
            }
        } catch (IOException | RuntimeException e) {
            LOG.warn("batches of long ago can't be deleted: {}", e.toString());
        }
    }

    private void sweep(Path file, Duration keep) {
        String name = file.getFileName().toString();
        try {
            if (name.startsWith(".")) {
                new OpenBatch(file).deleteIfOlder(LEFT_OVER);
            } else if (name.endsWith(ENDING)
                    && BatchRecord.read(Files.readAllBytes(file)).isOver(keep, clock.instant())) {
                Files.deleteIfExists(file);
            }
        } catch (NoSuchFileException meanwhile) {
            // by another router
        } catch (IOException | RuntimeException e) {
            LOG.warn("the batch {} of long ago can't be deleted: {}", name, e.toString());
        }
    }
}
