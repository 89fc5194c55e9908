package dev.llmrouter.key;

import dev.llmrouter.key.KeyState.Ban;
import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.FailureClass;
import io.vertx.core.MultiMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One request that is sent with a key, and what its answer says of the key. Used by one thread at a time. */
public final class KeyUse {

    private static final long SHORTEST_REST = TimeUnit.SECONDS.toNanos(1);
    private static final Logger LOG = LoggerFactory.getLogger(KeyUse.class);

    private final KeyPool pool;
    private final @Nullable PooledKey key;
    private final String model;
    private final boolean isTrial;
    private int status;

    /** {@code key} is null for a server that wants none; {@code isTrial} is said of one that was refused before. */
    KeyUse(KeyPool pool, @Nullable PooledKey key, String model, boolean isTrial) {
        this.pool = pool;
        this.key = key;
        this.model = model;
        this.isTrial = isTrial;
    }

    /** Adds the key to the headers of the request. */
    public void putInto(MultiMap headers) {
        if (key != null) {
            headers.set(pool.header().name(), key.header());
        }
    }

    /** Notes the status of the answer. */
    public void answered(int answer) {
        status = answer;
        if (key != null && answer >= 200 && answer < 300 && !key.state().isFine()) {
            worked(key);
        }
    }

    private void worked(PooledKey worked) {
        long now = pool.now();
        worked.become(state -> isTrial ? state.at(now).allowed(model) : state.at(now));
        if (isTrial) {
            LOG.info("the key {} is used again", worked);
        }
    }

    /**
     * {@return what a failure of the request means} One of class KEY_REFUSED or KEY_LIMITED says that another key may do
     * better now; where there is none, a limit says when the first of them may.
     */
    public Failure judged(Failure failure) {
        if (key == null) {
            return failure;
        }
        return switch (failure.kind()) {
            case AUTH, QUOTA -> refused(key, failure);
            case RATE_LIMIT -> pool.size() == 1 ? failure : limited(key, failure);
            default -> failure;
        };
    }

    /** A status of 403 may be about the model alone: the key goes on with the others. */
    private Failure refused(PooledKey refused, Failure failure) {
        boolean isUsedUp = failure.kind() == FailureClass.QUOTA;
        boolean isAtAll = status == 401 || status == 402 || isUsedUp;
        Ban ban = new Ban(failure.kind(), pool.now());
        KeyState before = refused.become(state -> state.banned(isAtAll ? null : model, ban));
        if (before.ban(model) == null) {
            String what = isAtAll ? "any more" : "for " + model + " any more";
            LOG.warn("the key {} is not used {}: {}, status {}", refused, what, failure.kind(), status);
        }
        pool.lookUpSoon();
        Failure refusal = pool.refusal(model);
        if (refusal == null) {
            return as(FailureClass.KEY_REFUSED, failure);
        }
        // another key only rests, so it is worth to come back; else the provider says more than the router could
        return refusal.kind() == FailureClass.RATE_LIMIT ? refusal : failure;
    }

    private Failure limited(PooledKey limited, Failure failure) {
        Integer said = failure.retryAfterSeconds();
        long rest = Math.max(SHORTEST_REST, said == null ? 0 : TimeUnit.SECONDS.toNanos(said));
        long until = pool.now() + rest;
        limited.become(state -> state.resting(model, until));
        LOG.debug("the key {} rests for {} ms for {}", limited, TimeUnit.NANOSECONDS.toMillis(rest), model);
        Failure refusal = pool.refusal(model);
        if (refusal == null) {
            return as(FailureClass.KEY_LIMITED, failure);
        }
        Integer soonest = refusal.retryAfterSeconds();
        return soonest == null ? failure : failure.retryingAfter(soonest);
    }

    private static Failure as(FailureClass kind, Failure failure) {
        return new Failure(
                kind, kind.status(), failure.message(), failure.type(), null, null, failure.retryAfterSeconds());
    }

    @Override
    public String toString() {
        return "KeyUse[" + key + "]";
    }
}
