package dev.llmrouter.tenant;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Takes the fingerprints of keys: HMAC-SHA-256 with a key of this process that nobody knows, so how long it takes to look
 * one up tells nothing of the keys that there are. Thread-safe.
 */
final class Fingerprints {

    private static final String HMAC = "HmacSHA256";
    private static final int BYTES = 32;

    private final Mac keyed;

    Fingerprints() {
        byte[] key = new byte[BYTES];
        new SecureRandom().nextBytes(key);
        try {
            keyed = Mac.getInstance(HMAC);
            keyed.init(new SecretKeySpec(key, HMAC));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + HMAC, e);
        }
    }

    Fingerprint of(String text) {
        try {
            // the one with the key is only ever copied, so that no thread waits for another
            Mac own = (Mac) keyed.clone();
            return new Fingerprint(own.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("a Mac of the JDK can be copied", e);
        }
    }
}
