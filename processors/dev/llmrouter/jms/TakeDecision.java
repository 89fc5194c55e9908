package dev.llmrouter.jms;

import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides on the message that {@code LlmHoldId} of a decision names, as its {@code LlmDecision} says, in the transaction that
 * acknowledges the decision. One that decides on nothing is told the log, and is gone.
 */
public final class TakeDecision implements Processor {

    private static final Logger LOG = LoggerFactory.getLogger(TakeDecision.class);

    private final HeldMessages held;

    /** On those. */
    public TakeDecision(HeldMessages held) {
        this.held = held;
    }

    @Override
    public void process(Exchange exchange) {
        String id = exchange.getMessage().getHeader(Properties.HOLD, "", String.class);
        String decision = exchange.getMessage().getHeader(Properties.DECISION, "", String.class);
        boolean isReleased = decision.equals("release");
        if (!isReleased && !decision.equals("refuse")) {
            LOG.warn("a decision on '{}' is ignored: its LlmDecision has to be release or refuse", id);
        } else if (!held.decide(id, isReleased)) {
            LOG.warn("a decision is ignored: nothing is held under its LlmHoldId '{}'", id);
        }
    }
}
