package dev.llmrouter.policy;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How many tokens replies have. Changes with what callers ask, and not with the state of a target, so it is remembered
 * for long. Thread-safe.
 */
final class ReplyLength {

    private static final Memory LONG = Memory.of(Duration.ofMinutes(10), 200);

    /** Before anything is known: a few paragraphs. */
    private static final double GUESS = 300;

    /** How much it weighs that a target writes as much as the others, in replies. */
    private static final double LIKE_OTHERS = 5;

    private final @Nullable ReplyLength others;
    private volatile DecayingMean tokens = DecayingMean.NONE;

    /** Where few replies are known, they are taken to be as long as those of others. */
    ReplyLength(@Nullable ReplyLength others) {
        this.others = others;
    }

    synchronized void learn(long output, long now) {
        tokens = tokens.plus((double) output, 1, LONG, now);
        if (others != null) {
            others.learn(output, now);
        }
    }

    double expected(long now) {
        return tokens.towards(others == null ? GUESS : others.expected(now), LIKE_OTHERS, LONG, now);
    }
}
