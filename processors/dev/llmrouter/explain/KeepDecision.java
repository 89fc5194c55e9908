package dev.llmrouter.explain;

import dev.llmrouter.call.Call;
import java.time.Clock;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** Remembers for a while how a call was decided. */
public final class KeepDecision implements Processor {

    private final Decisions decisions;
    private final Clock clock;

    /** Where it is kept. */
    public KeepDecision(Decisions decisions, Clock clock) {
        this.decisions = decisions;
        this.clock = clock;
    }

    @Override
    public void process(Exchange exchange) {
        Call call = Call.find(exchange);
        if (call != null && decisions.isKept()) {
            decisions.keep(Decision.of(call, clock.instant()));
        }
    }
}
