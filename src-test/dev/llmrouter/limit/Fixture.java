package dev.llmrouter.limit;

import dev.llmrouter.call.MinuteRate;
import dev.llmrouter.call.NamePatterns;
import dev.llmrouter.throttle.MinuteBucket;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** What the tests of limits have in common. */
final class Fixture {

    private Fixture() {}

    /** How much may be asked of all models together. */
    static Limit limit(@Nullable Integer requests, @Nullable Integer tokens, @Nullable Integer concurrent) {
        return new Limit(NamePatterns.ALL, requests, tokens, concurrent);
    }

    /** Limits of one replica, by that clock. */
    static Supplies own(LongSupplier clock) {
        return new Supplies() {
            @Override
            public MinuteRate rate(String name, long most) {
                return new MinuteBucket(most, clock);
            }

            @Override
            public Seats seats(String name, int most) {
                return new OwnSeats(most);
            }
        };
    }
}
