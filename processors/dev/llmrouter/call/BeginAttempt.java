package dev.llmrouter.call;

import dev.llmrouter.catalog.Target;
import java.util.function.Function;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** Takes one of the target's places for the call, and makes the request the message. */
public final class BeginAttempt implements Processor {

    private final Function<Target, Places> places;

    /** The places of every target. */
    public BeginAttempt(Function<Target, Places> places) {
        this.places = places;
    }

    @Override
    public void process(Exchange exchange) {
        Call call = Call.of(exchange);
        Target target = call.currentCandidate();
        call.attempts().add(Attempt.begin(target, places.apply(target), call.request().stream()));
        Stage stage = call.stage();
        exchange.getMessage().setBody(stage == null ? call.request() : stage.asking(call.request()));
    }
}
