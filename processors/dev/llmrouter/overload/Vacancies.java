package dev.llmrouter.overload;

import dev.llmrouter.call.Call;
import dev.llmrouter.call.Place;
import dev.llmrouter.call.Places;
import dev.llmrouter.catalog.Target;
import java.util.function.Function;
import java.util.function.ToLongBiFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Where there are places, for whom and when. Immutable; what it looks at is thread-safe.
 *
 * @param places those of every target
 * @param router those for all calls in dispatch, whatever their targets; null for any number
 * @param rest for how many nanoseconds a target is not to be asked at all; 0 where it may be, {@link #NEVER} where nobody
 *     knows
 * @param tokens how many a call will use at a target, asked only where they count
 */
public record Vacancies(
        Function<Target, Places> places,
        @Nullable Places router,
        ToLongFunction<Target> rest,
        ToLongBiFunction<Call, Target> tokens) {

    /** Of a target that is given a rest without an end. */
    public static final long NEVER = Long.MAX_VALUE;

    /** What became of a call that was to have both its places. */
    enum Admission {
        IN,
        ROUTER_FULL,
        TARGET_FULL
    }

    Places at(Target target) {
        return places.apply(target);
    }

    long restOf(Target target) {
        return rest.applyAsLong(target);
    }

    long tokens(Call call, Target target, Places there) {
        return there.countsTokens() ? tokens.applyAsLong(call, target) : 0;
    }

    /** Takes a place at a target and one in the router for a call, or none. */
    Admission admit(Call call, Places there, long tokens) {
        Place inRouter = router == null ? null : router.tryTake(0);
        if (router != null && inRouter == null) {
            return Admission.ROUTER_FULL;
        }
        Place place = there.tryTake(tokens);
        if (place == null) {
            if (inRouter != null) {
                inRouter.giveBackUnused();
            }
            return Admission.TARGET_FULL;
        }
        call.turn().begin(place, inRouter);
        return Admission.IN;
    }
}
