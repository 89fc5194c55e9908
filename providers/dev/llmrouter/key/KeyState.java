package dev.llmrouter.key;

import dev.llmrouter.outcome.FailureClass;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a key is good for. Providers limit a key model by model, and may forbid it one of them, so that is kept by the
 * model. Immutable; times are nanoseconds of the pool's clock.
 *
 * @param ban why the key is not used at all; null where it is
 * @param bans why it is not used for a model, by its name
 * @param rests until when it is spared for a model, by its name
 */
record KeyState(@Nullable Ban ban, Map<String, Ban> bans, Map<String, Long> rests) {

    /** Of a key that nothing is known against. */
    static final KeyState FINE = new KeyState(null, Map.of(), Map.of());

    /**
     * A key that was refused.
     *
     * @param why AUTH or QUOTA
     * @param tried when it was refused last, or tried again
     */
    record Ban(FailureClass why, long tried) {}

    boolean isFine() {
        return ban == null && bans.isEmpty() && rests.isEmpty();
    }

    boolean isUsable(String model, long now) {
        return isFine() || (ban(model) == null && restLeft(model, now) == 0);
    }

    /** {@return why it is not used for a model; null where it may be} */
    @Nullable
    Ban ban(String model) {
        return ban != null ? ban : bans.get(model);
    }

    /** {@return for how long it is to be spared for a model} */
    long restLeft(String model, long now) {
        Long until = rests.get(model);
        return until == null ? 0 : Math.max(0, until - now);
    }

    /** {@return the same after a refusal; {@code model} is null where it is not used at all any more} */
    KeyState banned(@Nullable String model, Ban why) {
        return model == null ? new KeyState(why, bans, rests) : new KeyState(ban, with(bans, model, why), rests);
    }

    /** {@return the same, spared until the later of both ends} */
    KeyState resting(String model, long until) {
        Long known = rests.get(model);
        return known != null && known - until >= 0 ? this : new KeyState(ban, bans, with(rests, model, until));
    }

    /** {@return the same without what is over} */
    KeyState at(long now) {
        Map<String, Long> left = new HashMap<>(rests);
        left.values().removeIf(until -> until - now <= 0);
        return left.size() == rests.size() ? this : new KeyState(ban, bans, left);
    }

    /** {@return the same of a key that has just been taken for a model, which it could not be if it were banned} */
    KeyState allowed(String model) {
        Map<String, Ban> left = new HashMap<>(bans);
        left.remove(model);
        return new KeyState(null, left, rests);
    }

    private static <V> Map<String, V> with(Map<String, V> known, String model, V value) {
        Map<String, V> more = new HashMap<>(known);
        more.put(model, value);
        return more;
    }
}
