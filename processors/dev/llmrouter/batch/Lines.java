package dev.llmrouter.batch;

import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The requests of a file, one after the other. For one thread. */
interface Lines extends Closeable {

    /** Opens the same requests again, from the first on. */
    @FunctionalInterface
    interface Source {

        /** {@return the requests; to be closed} */
        Lines open() throws IOException;
    }

    /** {@return how many there are} Reads all of them. */
    static int count(Source source) throws IOException {
        int lines = 0;
        try (Lines all = source.open()) {
            while (all.next() != null) {
                lines++;
            }
        }
        return lines;
    }

    /** {@return the next request; null behind the last} */
    @Nullable
    Line next() throws IOException;
}
