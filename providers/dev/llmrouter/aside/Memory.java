package dev.llmrouter.aside;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import org.apache.camel.support.LRUCacheFactory;
import org.jspecify.annotations.Nullable;

/** The last answers, found again by a fingerprint of what was asked, which itself is not kept. Thread-safe. */
public final class Memory<V> {

    /** 128 bits of SHA-256. */
    private record Fingerprint(long high, long low) {}

    private record Kept<V>(V value, Instant until) {}

    private final Map<Fingerprint, Kept<V>> answers;
    private final Duration life;
    private final InstantSource clock;

    /**
     * Nothing yet.
     *
     * @param most how many answers are kept, about; those used last
     * @param life how long an answer is good for
     */
    public Memory(int most, Duration life, InstantSource clock) {
        this.answers = LRUCacheFactory.newLRUCache(16, most, false);
        this.life = life;
        this.clock = clock;
    }

    /** {@return the answer to that text; null where there was none lately} */
    public @Nullable V get(String text) {
        Kept<V> kept = answers.get(fingerprint(text));
        return kept == null || clock.instant().isAfter(kept.until()) ? null : kept.value();
    }

    /** Keeps an answer. */
    public void put(String text, V answer) {
        answers.put(fingerprint(text), new Kept<>(answer, clock.instant().plus(life)));
    }

    private static Fingerprint fingerprint(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            ByteBuffer bytes = ByteBuffer.wrap(digest);
            return new Fingerprint(bytes.getLong(), bytes.getLong());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
