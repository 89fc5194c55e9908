package dev.llmrouter.call;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The files that the router keeps for its callers. Thread-safe. */
public interface StoredFiles {

    /**
     * {@return the file of that id; null where there is none, or none that is this tenant's}
     *
     * @param tenant who asks; null where there are no tenants
     * @throws IOException where the disk can't be read
     */
    @Nullable
    StoredFile find(@Nullable String tenant, String id) throws IOException;

    /** {@return an id that no file has, by which one may be kept} */
    String newId();

    /**
     * Keeps a file, which is there for good when this returns. Where one of that id is there already, that is the one, so that whoever
     * was killed over it may say it again.
     *
     * @param id from {@link #newId}
     * @param tenant whose it is; null where there are no tenants
     * @param written what is moved in; on the same disk as {@link #newPart}
     * @param what is said of it
     * @return the file as it is known from now on
     * @throws IOException where it can't be moved or written down; then it is not kept
     */
    StoredFile keep(String id, @Nullable String tenant, Path written, NewFile what) throws IOException;

    /**
     * Throws where a tenant has no room for so many bytes more, saying what to do; {@link #keep} does not look, since what was paid for
     * is kept in any case.
     */
    void checkRoom(@Nullable String tenant, long more) throws IOException;

    /** {@return the path for a file that is still to be written, on the disk where files are kept} */
    Path newPart();
}
