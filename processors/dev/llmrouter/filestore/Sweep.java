package dev.llmrouter.filestore;

import dev.llmrouter.call.StoredFile;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes files that have expired, and what is left over of those that a killed router was taking. Whoever reads one reads it to its
 * end, and a batch that is made of one has it for itself.
 */
final class Sweep {

    private static final Logger LOG = LoggerFactory.getLogger(Sweep.class);
    /** Longer than any upload takes. */
    private static final Duration LEFT_OVER = Duration.ofDays(1);

    private final Path folder;
    private final InstantSource clock;

    /** {@code folder} has one for each tenant. */
    Sweep(Path folder, InstantSource clock) {
        this.folder = folder;
        this.clock = clock;
    }

    static boolean isOver(StoredFile file, Instant now) {
        return file.expires() != null && !now.isBefore(file.expires());
    }

    /** Those of all tenants. What can't be read of one keeps the files of no other. */
    void all() {
        try (DirectoryStream<Path> tenants = Files.newDirectoryStream(folder, Files::isDirectory)) {
            for (Path tenant : tenants) {
                try {
                    of(tenant);
                } catch (IOException | RuntimeException e) {
                    LOG.warn("files in {} that have expired can't be deleted: {}", tenant.getFileName(), e.toString());
                }
            }
        } catch (IOException | RuntimeException e) {
            LOG.warn("files that have expired can't be deleted: {}", e.toString());
        }
    }

    /** Those of one, which may have none. */
    void of(Path own) throws IOException {
        if (!Files.isDirectory(own)) {
            return;
        }
        for (String id : FileStore.ids(own)) {
            StoredFile file = FileStore.read(own, id);
            if (file != null && isOver(file, clock.instant())) {
                FileStore.delete(file);
            }
        }
        Instant old = Instant.now().minus(LEFT_OVER);
        try (DirectoryStream<Path> files = Files.newDirectoryStream(own)) {
            for (Path file : files) {
                if (!isKnown(file)
                        && Files.getLastModifiedTime(file).toInstant().isBefore(old)) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    private static boolean isKnown(Path file) {
        String name = file.getFileName().toString();
        return name.endsWith(FileStore.KNOWN)
                || (name.endsWith(FileStore.DATA)
                        && Files.exists(file.resolveSibling(name.replace(FileStore.DATA, FileStore.KNOWN))));
    }
}
