package dev.llmrouter.call;

import dev.llmrouter.catalog.Target;
import java.util.function.Function;
import java.util.function.ToLongBiFunction;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * The Throttler: takes one of the target's places for the call, with what it is expected to use of the target's
 * allowance, unless the call has been given both with its turn.
 */
public final class Throttle implements Processor {

    private final Function<Target, Places> places;
    private final ToLongBiFunction<Call, Target> tokens;

    /**
     * A throttle.
     *
     * @param places those of every target
     * @param tokens how many a call will use at a target, asked only where they count
     */
    public Throttle(Function<Target, Places> places, ToLongBiFunction<Call, Target> tokens) {
        this.places = places;
        this.tokens = tokens;
    }

    @Override
    public void process(Exchange exchange) {
        Call call = Call.of(exchange);
        Target target = call.currentCandidate();
        Places here = places.apply(target);
        Place place = call.turn().use(here);
        if (place == null) {
            place = here.take(here.countsTokens() ? tokens.applyAsLong(call, target) : 0);
            letGo(call);
        }
        call.attempts().add(Attempt.begin(target, place, call.request().stream()));
    }

    /** The place that a call has elsewhere may be for another of its parts. */
    private static void letGo(Call call) {
        if (!call.isPart()) {
            call.turn().decline();
        }
    }
}
