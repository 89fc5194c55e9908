package dev.llmrouter.idempotency;

import dev.llmrouter.call.WholeAnswer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.support.service.ServiceSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers in files that nobody else answers from: what has been answered is known also after the process was killed,
 * and what is going on only as long as it lives, so nobody waits for what has died with it. A file that is only appended
 * to, and no table, since an embedded database takes longer for an answer than all else for its call. While the disk
 * takes nothing, requests are made as if they had no key. Thread-safe.
 */
public final class KeptAnswers extends ServiceSupport implements Answers {

    private static final Logger LOG = LoggerFactory.getLogger(KeptAnswers.class);

    private final AnswerLog log;
    private final Duration keep;
    private final Clock clock;
    private final Map<String, String> goingOn = new ConcurrentHashMap<>();

    /**
     * Keeps answers in a folder for that time.
     *
     * @param mostBytes the oldest go where they are more
     * @throws IOException where the folder can't be used
     */
    public KeptAnswers(Path folder, Duration keep, long mostBytes, Clock clock) throws IOException {
        this.log = AnswerLog.open(folder, keep, mostBytes, clock);
        this.keep = keep;
        this.clock = clock;
    }

    @Override
    public @Nullable Known begin(String key, String fingerprint, @Nullable String holder) {
        String other = goingOn.putIfAbsent(key, fingerprint);
        if (other != null) {
            return new Known(other, null);
        }
        Known known = answered(key);
        if (known != null) {
            goingOn.remove(key);
        }
        return known;
    }

    private @Nullable Known answered(String key) {
        try {
            AnswerRecord found = log.find(key);
            return found == null ? null : new Known(found.fingerprint(), found.answer());
        } catch (IOException e) {
            LOG.warn("requests are made without regard to their Idempotency-Key: {}", e.getMessage());
            return null;
        }
    }

    @Override
    public void keep(String key, WholeAnswer answer) {
        String fingerprint = goingOn.get(key);
        if (fingerprint == null) {
            return;
        }
        try {
            log.put(new AnswerRecord(key, fingerprint, clock.millis() + keep.toMillis(), answer));
        } catch (IOException e) {
            LOG.warn("the answer to a request with an Idempotency-Key was not kept: {}", e.getMessage());
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

    @Override
    protected void doStop() throws IOException {
        log.close();
    }
}
