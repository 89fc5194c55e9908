package dev.llmrouter.tenant;

import java.security.MessageDigest;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What a key is found by, of which nobody learns the key. Two are compared in constant time. */
final class Fingerprint {

    private final byte[] bytes;
    private final int hash;

    Fingerprint(byte[] bytes) {
        this.bytes = bytes;
        this.hash = Arrays.hashCode(bytes);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Fingerprint print && MessageDigest.isEqual(bytes, print.bytes);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public String toString() {
        return "Fingerprint";
    }
}
