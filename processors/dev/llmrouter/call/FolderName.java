package dev.llmrouter.call;

import java.nio.charset.StandardCharsets;

/** Names of tenants as names of folders: whatever is no small letter, digit, dash or underscore is written as {@code =} and its bytes. */
public final class FolderName {

    private FolderName() {}

    /** {@return the name of a folder, another one for every name, also where disks take small letters for large ones} */
    public static String of(String name) {
        StringBuilder safe = new StringBuilder();
        for (byte each : name.getBytes(StandardCharsets.UTF_8)) {
            boolean isPlain =
                    (each >= 'a' && each <= 'z') || (each >= '0' && each <= '9') || each == '-' || each == '_';
            if (isPlain) {
                safe.append((char) each);
            } else {
                safe.append(String.format("=%02x", each & 0xFF));
            }
        }
        return safe.toString();
    }
}
