package dev.llmrouter.key;

import dev.llmrouter.key.KeyState.Ban;
import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.FailureClass;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the key that a request is sent with: by weight among those that are usable. A key that is refused is retired,
 * and one that is limited rests, where there are others. Now and then a call of somebody's own tries a retired key again,
 * so that an account that is paid for again is found by itself: every minute where no other key is left, and seldom else.
 * Thread-safe, without locks; handles secrets.
 */
public final class KeyPool {

    /** Of a server that wants no key. */
    public static final KeyPool NONE =
            new KeyPool("", new ApiKeys(List.of()), KeyHeader.BEARER, System::nanoTime, Runnable::run);

    private static final long TRIED_AGAIN = TimeUnit.MINUTES.toNanos(1);
    private static final long TRIED_AGAIN_BESIDE_OTHERS = TimeUnit.MINUTES.toNanos(15);

    private final KeyHeader header;
    private final LongSupplier clock;
    private final KeySource source;

    /**
     * A pool of those keys that are set.
     *
     * @param clock tells nanoseconds, from any beginning
     * @param aside where references are looked up again, which may take its time
     */
    public KeyPool(String provider, ApiKeys keys, KeyHeader header, LongSupplier clock, Executor aside) {
        this.header = header;
        this.clock = clock;
        this.source = new KeySource(provider, keys.all(), header, clock, aside);
    }

    KeyHeader header() {
        return header;
    }

    /** {@return how many keys there are} */
    public int size() {
        return source.keys().size();
    }

    /** {@return every value that a provider may repeat, those that were replaced lately too; for what takes them out} */
    public List<String> values() {
        return source.values();
    }

    /** {@return the key for a request to a model; null where none may be used, of which {@link #refusal} says why} */
    public @Nullable KeyUse use(String model) {
        List<PooledKey> keys = source.keys();
        if (keys.isEmpty()) {
            return new KeyUse(this, null, model, false);
        }
        if (keys.size() == 1 && keys.get(0).state().isFine()) {
            return new KeyUse(this, keys.get(0), model, false);
        }
        long now = clock.getAsLong();
        PooledKey usable = byLot(keys, model, now);
        PooledKey tried = trial(keys, model, now, usable != null);
        PooledKey chosen = tried == null ? usable : tried;
        return chosen == null ? null : new KeyUse(this, chosen, model, tried != null);
    }

    private static @Nullable PooledKey byLot(List<PooledKey> keys, String model, long now) {
        int weights = 0;
        for (PooledKey key : keys) {
            weights += key.state().isUsable(model, now) ? key.weight() : 0;
        }
        if (weights == 0) {
            return null;
        }
        int drawn = ThreadLocalRandom.current().nextInt(weights);
        PooledKey last = null;
        for (PooledKey key : keys) {
            // one that has become unusable since then is passed over
            if (key.state().isUsable(model, now)) {
                last = key;
                drawn -= key.weight();
                if (drawn < 0) {
                    return key;
                }
            }
        }
        return last;
    }

    /** {@return the key that was refused longest ago, where it is time to try one again; for one caller only} */
    private @Nullable PooledKey trial(List<PooledKey> keys, String model, long now, boolean areOthersUsable) {
        PooledKey oldest = null;
        Ban first = null;
        Ban last = null;
        for (PooledKey key : keys) {
            Ban ban = key.state().ban(model);
            if (ban != null) {
                if (first == null || ban.tried() - first.tried() < 0) {
                    oldest = key;
                    first = ban;
                }
                last = last == null || ban.tried() - last.tried() > 0 ? ban : last;
            } else if (!areOthersUsable) {
                // one that only rests will do again, and soon
                return null;
            }
        }
        if (oldest == null || first == null || last == null) {
            return null;
        }
        lookUpSoon();
        boolean isTime =
                areOthersUsable ? now - first.tried() >= TRIED_AGAIN_BESIDE_OTHERS : now - last.tried() >= TRIED_AGAIN;
        return isTime && oldest.claimTrial(model, first, now) ? oldest : null;
    }

    /** {@return why no key may be used for a model now; null where one may} */
    public @Nullable Failure refusal(String model) {
        List<PooledKey> keys = source.keys();
        if (keys.isEmpty() || keys.get(0).state().isFine()) {
            return null;
        }
        long now = clock.getAsLong();
        long soonest = Long.MAX_VALUE;
        Ban newest = null;
        for (PooledKey key : keys) {
            KeyState state = key.state();
            Ban ban = state.ban(model);
            if (ban == null) {
                soonest = Math.min(soonest, state.restLeft(model, now));
            } else if (newest == null || ban.tried() - newest.tried() > 0) {
                newest = ban;
            }
        }
        if (newest == null || soonest < Long.MAX_VALUE) {
            return soonest == 0 ? null : resting(soonest);
        }
        lookUpSoon();
        return now - newest.tried() >= TRIED_AGAIN ? null : retired(newest.why());
    }

    private static Failure resting(long nanos) {
        String message = "Every key of the provider has been used too often lately, and is given a rest.";
        return Failure.of(FailureClass.RATE_LIMIT, message).retryingAfter(seconds(nanos));
    }

    private static int seconds(long nanos) {
        return (int) TimeUnit.NANOSECONDS.toSeconds(nanos + TimeUnit.SECONDS.toNanos(1) - 1);
    }

    private static Failure retired(FailureClass why) {
        return Failure.of(
                why,
                why == FailureClass.QUOTA
                        ? "The router's account at the provider is used up; ask whoever runs the router."
                        : "The provider refused the router's own credentials; ask whoever runs the router.");
    }

    long now() {
        return clock.getAsLong();
    }

    /** Looks the references up again, if that was not done a moment ago; returns at once. */
    void lookUpSoon() {
        source.lookUpSoon();
    }

    /** Looks up every reference again, and uses every key again that was retired or rests. Blocks. */
    public void reload() {
        source.lookUp(true);
    }

    /** {@return how each of the keys is, in the order of the configuration} */
    public List<KeyReport> tell() {
        long now = now();
        return source.places().stream().map(place -> report(place, now)).toList();
    }

    private static KeyReport report(KeySource.Place place, long now) {
        PooledKey key = place.key();
        return key == null
                ? KeyReport.unset(place.name(), place.secret().origin())
                : KeyReport.of(place.name(), key.state(), now);
    }

    @Override
    public String toString() {
        return "KeyPool" + source.keys();
    }
}
