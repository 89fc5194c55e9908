package dev.llmrouter.call;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A file that came with a form, whole and on the disk; gone once its exchange is done, unless somebody moves it.
 *
 * @param name what its sender calls it; null where it did not say
 * @param mediaType what its sender takes it for; null where it did not say
 * @param fields the other fields of the form, of those that came twice the first
 */
public record Upload(
        Path path, long bytes, @Nullable String name, @Nullable String mediaType, Map<String, String> fields) {

    /** Keeps its own map. */
    public Upload {
        fields = Map.copyOf(fields);
    }
}
