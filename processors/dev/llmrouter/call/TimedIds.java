package dev.llmrouter.call;

import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;

/**
 * Makes ids that nobody can guess, of which later ones sort behind those before: files that are named by them are in the order in
 * which they were made. Thread-safe.
 */
public final class TimedIds {

    private static final Pattern DIGITS = Pattern.compile("[0-9a-f]{32}");

    private final SecureRandom random = new SecureRandom();
    private final AtomicLong last = new AtomicLong();
    private final String prefix;
    private final InstantSource clock;

    /** {@code prefix} is how all of them begin. */
    public TimedIds(String prefix, InstantSource clock) {
        this.prefix = prefix;
        this.clock = clock;
    }

    /** {@return one that was never there before} */
    public String next() {
        long now = TimeUnit.MILLISECONDS.toMicros(clock.millis());
        long micros = last.updateAndGet(before -> Math.max(before + 1, now));
        return prefix
                + String.format(
                        "%014x%016x%02x", micros & 0xFF_FFFF_FFFF_FFFFL, random.nextLong(), random.nextInt(1 << 8));
    }

    /** {@return whether it could be one; what is none is no name of a file on the disk either} */
    public boolean isId(String text) {
        return text.startsWith(prefix)
                && DIGITS.matcher(text.substring(prefix.length())).matches();
    }
}
