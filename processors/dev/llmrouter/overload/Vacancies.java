package dev.llmrouter.overload;

import dev.llmrouter.call.Call;
import dev.llmrouter.call.Places;
import dev.llmrouter.catalog.Target;
import java.util.function.Function;
import java.util.function.ToLongBiFunction;
import java.util.function.ToLongFunction;

/**
 * Where there are places, for whom and when.
 *
 * @param places those of every target
 * @param rest for how many nanoseconds a target is not to be asked at all; 0 where it may be, {@link #NEVER} where nobody
 *     knows
 * @param tokens how many a call will use at a target, asked only where they count
 */
public record Vacancies(
        Function<Target, Places> places, ToLongFunction<Target> rest, ToLongBiFunction<Call, Target> tokens) {

    /** Of a target that is given a rest without an end. */
    public static final long NEVER = Long.MAX_VALUE;

    Places at(Target target) {
        return places.apply(target);
    }

    long restOf(Target target) {
        return rest.applyAsLong(target);
    }

    long tokens(Call call, Target target, Places there) {
        return there.countsTokens() ? tokens.applyAsLong(call, target) : 0;
    }
}
