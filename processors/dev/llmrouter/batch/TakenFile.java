package dev.llmrouter.batch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.UUID;
import org.apache.camel.Exchange;

/**
 * A file of the inbox while it is worked on.
 *
 * @param id the same as long as name, size and time of its last change are
 */
record TakenFile(Path path, String name, String id) {

    /** The exchange property that holds it. */
    static final String PROPERTY = "LlmTakenFile";

    /** The exchange property for what is to become of it. */
    static final String FATE = "LlmTakenFileFate";

    /** The exchange property for where it goes if it is held. */
    static final String PLACE = "LlmTakenFilePlace";

    /** What becomes of a file. */
    enum Fate {
        ANSWERED,
        FAILED,
        HELD,
        LEFT
    }

    /** {@return the file at a path; {@code name} is what its sender called it} */
    static TakenFile of(Path path, String name) throws IOException {
        BasicFileAttributes known = Files.readAttributes(path, BasicFileAttributes.class);
        String what =
                name + '\n' + known.size() + '\n' + known.lastModifiedTime().toMillis();
        String id = "batch_"
                + UUID.nameUUIDFromBytes(what.getBytes(StandardCharsets.UTF_8))
                        .toString()
                        .replace("-", "");
        return new TakenFile(path, name, id);
    }

    static TakenFile of(Exchange exchange) {
        return exchange.getProperty(PROPERTY, TakenFile.class);
    }

    void fate(Fate fate, Exchange exchange) {
        exchange.setProperty(FATE, fate);
    }

    /** {@return what is behind the last dot of its name} */
    String ending() {
        return name.substring(name.lastIndexOf('.') + 1);
    }
}
