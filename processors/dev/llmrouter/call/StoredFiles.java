package dev.llmrouter.call;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
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

    /**
     * Keeps a file, which is there for good when this returns.
     *
     * @param tenant whose it is; null where there are no tenants
     * @param written what is moved in; on the same disk as {@link #newPart}
     * @param name what its sender calls it
     * @param purpose in OpenAI's words
     * @param mediaType what its sender takes it for; null where it did not say
     * @param time for how long it is kept; null for as long as is configured
     * @return the file as it is known from now on
     * @throws IOException where it can't be moved or written down; then it is not kept
     */
    StoredFile keep(
            @Nullable String tenant,
            Path written,
            String name,
            String purpose,
            @Nullable String mediaType,
            @Nullable Duration time)
            throws IOException;

    /** {@return the path for a file that is still to be written, on the disk where files are kept} */
    Path newPart();
}
