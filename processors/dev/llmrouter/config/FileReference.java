package dev.llmrouter.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.apache.camel.spi.PropertiesFunction;
import org.jspecify.annotations.Nullable;

/**
 * What stands in a file, for {@code {{file:/run/secrets/openai}}}: secrets that a container is given, and that are
 * exchanged in place. Behind a further colon stands what it is where there is no such file. Thread-safe.
 */
public final class FileReference implements PropertiesFunction {

    /** No secret is longer, and a file that never ends is none. */
    private static final int LONGEST = 65_536;

    /** Where the colon is that some systems have behind the letter of a drive. */
    private static final int AFTER_DRIVE = 2;

    @Override
    public String getName() {
        return "file";
    }

    @Override
    public @Nullable String apply(String written) {
        int colon = written.indexOf(':', AFTER_DRIVE);
        String otherwise = colon < 0 ? null : written.substring(colon + 1);
        String name = colon < 0 ? written : written.substring(0, colon);
        try {
            Path file = Path.of(name);
            if (!Files.isRegularFile(file) || Files.size(file) > LONGEST) {
                return otherwise;
            }
            return Files.readString(file).strip();
        } catch (IOException | InvalidPathException e) {
            return otherwise;
        }
    }
}
