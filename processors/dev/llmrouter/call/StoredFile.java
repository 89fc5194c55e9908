package dev.llmrouter.call;

import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A file that the router keeps for somebody, as OpenAI's Files have it. Immutable, and so is what is at its path.
 *
 * @param id such as {@code file-0190…}
 * @param tenant whose it is; null where there are no tenants
 * @param path where its bytes are
 * @param bytes how many
 * @param name what its sender calls it
 * @param purpose what it is for, in OpenAI's words, such as {@code batch}
 * @param mediaType what its sender takes it for; null where it did not say
 * @param created in whole seconds
 * @param expires when it is deleted; null for never
 */
public record StoredFile(
        String id,
        @Nullable String tenant,
        Path path,
        long bytes,
        String name,
        String purpose,
        @Nullable String mediaType,
        Instant created,
        @Nullable Instant expires) {}
