package dev.llmrouter.passthrough;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * One part of a form.
 *
 * @param isFile whether it has a file name
 * @param isCoded whether its value stands in another coding than as it is
 * @param value where its value is
 * @param length where the value of its {@code Content-Length} is; null where it has none
 */
record FormPart(String name, boolean isFile, boolean isCoded, Place value, @Nullable Place length) {

    /** Bytes {@code from} to {@code to}, exclusive. */
    record Place(int from, int to) {}

    /** {@return its value as UTF-8} */
    String text(byte[] form) {
        return new String(form, value.from(), value.to() - value.from(), StandardCharsets.UTF_8);
    }
}
