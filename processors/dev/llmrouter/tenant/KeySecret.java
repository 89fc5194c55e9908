package dev.llmrouter.tenant;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;

/**
 * What is kept of a virtual key: its salted SHA-256. A password would need a slow hash, since people choose what can be
 * guessed; the key is 256 random bits, which nobody can try, so the fast hash gives nothing away and costs a call nothing.
 *
 * @param id what it is found by; stands in the key, and is no secret
 * @param salt in hexadecimal digits, as the hash
 */
record KeySecret(String id, String salt, String hash) {

    /** What every virtual key begins with, so that scanners for leaked keys know it. */
    static final String PREFIX = "llmr_";

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int KEY_BYTES = 32;
    private static final int SALT_BYTES = 16;
    private static final int ID_BYTES = 8;

    /** A key that nobody has been told yet, and what is kept of it. */
    record Made(String key, KeySecret kept) {

        @Override
        public String toString() {
            return "***";
        }
    }

    static Made make() {
        String id = HexFormat.of().formatHex(random(ID_BYTES));
        String secret = Base64.getUrlEncoder().withoutPadding().encodeToString(random(KEY_BYTES));
        String salt = HexFormat.of().formatHex(random(SALT_BYTES));
        return new Made(PREFIX + id + "_" + secret, new KeySecret(id, salt, hash(salt, secret)));
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        RANDOM.nextBytes(bytes);
        return bytes;
    }

    private static String hash(String salt, String secret) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(HexFormat.of().parseHex(salt));
            return HexFormat.of().formatHex(digest.digest(secret.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    boolean isOf(String secret) {
        return MessageDigest.isEqual(
                hash(salt, secret).getBytes(StandardCharsets.US_ASCII), hash.getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public String toString() {
        return "KeySecret[" + id + "]";
    }
}
