package dev.llmrouter.idempotency;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.llmrouter.call.WholeAnswer;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Answers of this replica, in memory: the oldest go where they are too many bytes, but none that is going on. */
public final class RecentAnswers implements Answers {

    /** What one answer takes besides its body. */
    private static final int BESIDES = 1000;

    private final Cache<String, Known> known;

    /** Keeps answers for that time of the clock, and at most so many bytes. */
    public RecentAnswers(Duration keep, long mostBytes, Clock clock) {
        this.known = Caffeine.newBuilder()
                .expireAfterWrite(keep)
                .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
                .maximumWeight(mostBytes)
                .weigher((String key, Known entry) -> weight(entry.answer()))
                .build();
    }

    private static int weight(@Nullable WholeAnswer answer) {
        return answer == null ? 0 : BESIDES + answer.body().length();
    }

    @Override
    public @Nullable Known begin(String key, String fingerprint, @Nullable String holder) {
        return known.asMap().putIfAbsent(key, new Known(fingerprint, null));
    }

    @Override
    public void keep(String key, WholeAnswer answer) {
        known.asMap().computeIfPresent(key, (same, begun) -> new Known(begun.fingerprint(), answer));
    }

    @Override
    public boolean areShared() {
        return false;
    }

    @Override
    public void forget(String key) {
        known.asMap().computeIfPresent(key, (same, begun) -> begun.answer() == null ? null : begun);
    }
}
