package dev.llmrouter.filestore;

import dev.llmrouter.call.RefusedException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;

/**
 * How much of the disk the files of one tenant may take. What counts is what is there, so routers that share a folder count the same.
 *
 * @param most in bytes
 */
record Room(long most) {

    private static final int TOO_LARGE = 413;
    private static final double MEGABYTE = 1_000_000;

    /** {@return whether so many bytes more fit into a folder} */
    boolean fits(Path folder, long more) throws IOException {
        return used(folder) + more <= most;
    }

    /** Throws where they do not fit, and says how much is used, of how much, and what can be done. */
    void check(Path folder, long more) throws IOException {
        long used = used(folder);
        if (used + more > most) {
            String wish =
                    more > 1 ? ", and there is no room for another " + megabytes(more) : ", so there is no more room";
            throw new RefusedException(
                    TOO_LARGE,
                    "Your files take " + megabytes(used) + " of the " + megabytes(most) + " that they may" + wish
                            + ". Delete some by DELETE /v1/files/ID or wait until they expire; the operator allows more by"
                            + " channels.batches.tenantMegabytes.",
                    "storage_quota_exceeded");
        }
    }

    private static long used(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return 0;
        }
        long used = 0;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + FileStore.DATA)) {
            for (Path file : files) {
                used += size(file);
            }
        }
        return used;
    }

    private static long size(Path file) throws IOException {
        try {
            return Files.size(file);
        } catch (NoSuchFileException deleted) {
            return 0;
        }
    }

    private static String megabytes(long bytes) {
        return String.format(Locale.ROOT, "%.1f MB", bytes / MEGABYTE);
    }
}
