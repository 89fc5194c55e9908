package dev.llmrouter.call;

import dev.llmrouter.catalog.Target;
import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadRegistry;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** Takes one of the target's places for the call, and makes the request the message. */
public final class BeginAttempt implements Processor {

    private final BulkheadRegistry places;

    /** The places of every target, by its name. */
    public BeginAttempt(BulkheadRegistry places) {
        this.places = places;
    }

    @Override
    public void process(Exchange exchange) {
        Call call = Call.of(exchange);
        Target target = call.currentCandidate();
        Bulkhead bulkhead = places.find(target.name()).orElseThrow();
        call.attempts().add(Attempt.begin(target, bulkhead));
        Stage stage = call.stage();
        exchange.getMessage().setBody(stage == null ? call.request() : stage.asking(call.request()));
    }
}
