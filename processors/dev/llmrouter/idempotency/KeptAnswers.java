package dev.llmrouter.idempotency;

import dev.llmrouter.call.WholeAnswer;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Answers in a database that nobody else answers from: what has been answered is known also after the process was killed,
 * and what is going on only as long as it lives, so nobody waits for what has died with it. Thread-safe.
 */
public final class KeptAnswers implements Answers {

    private final StoredAnswers answered;
    private final AnswerBatches batches;
    private final Duration keep;
    private final Clock clock;
    private final Map<String, String> goingOn = new ConcurrentHashMap<>();

    /** Keeps answers there for that time. */
    public KeptAnswers(DataSource database, Duration keep, Clock clock) {
        this.answered = new StoredAnswers(database, keep, clock);
        this.batches = new AnswerBatches(database);
        this.keep = keep;
        this.clock = clock;
    }

    @Override
    public @Nullable Known begin(String key, String fingerprint) {
        String other = goingOn.putIfAbsent(key, fingerprint);
        if (other != null) {
            return new Known(other, null);
        }
        Known known = answered.answered(key);
        if (known != null) {
            goingOn.remove(key);
        }
        return known;
    }

    @Override
    public void keep(String key, WholeAnswer answer) {
        String fingerprint = goingOn.get(key);
        if (fingerprint != null) {
            batches.put(key, fingerprint, answer, clock.millis() + keep.toMillis());
        }
    }

    @Override
    public boolean areShared() {
        return false;
    }

    @Override
    public void forget(String key) {
        goingOn.remove(key);
    }
}
