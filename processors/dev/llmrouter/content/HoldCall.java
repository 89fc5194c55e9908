package dev.llmrouter.content;

import dev.llmrouter.call.Call;
import dev.llmrouter.call.Channel;
import dev.llmrouter.call.HeldException;
import dev.llmrouter.call.Trace;
import java.util.List;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * Message Filter: a call that a person has to decide on goes no further, unless that has been done. A condition that fails
 * holds the call: what can't be told to be harmless is looked at. A call that is only rehearsed goes on, with what would have held it in
 * its trace.
 */
public final class HoldCall implements Processor {

    private record Known(HoldRule rule, Condition condition, Complaints complaints) {}

    private final CamelContext camel;
    private final List<Known> rules;

    /**
     * Holds calls by these rules, the first that fits.
     *
     * @throws IllegalArgumentException where a condition can't be read
     */
    public HoldCall(CamelContext camel, List<HoldRule> rules) {
        Conditions conditions = new Conditions(camel);
        this.camel = camel;
        this.rules = rules.stream()
                .map(rule -> new Known(
                        rule,
                        conditions.simple(rule.when()),
                        new Complaints("holds: " + rule.reason(), "the call is held")))
                .toList();
    }

    @Override
    public void process(Exchange exchange) {
        Call call = Call.of(exchange);
        if (exchange.getProperty(HeldException.RELEASED, false, Boolean.class)) {
            return;
        }
        Scratch scratch = Scratch.of(camel, call);
        if (call.isRehearsal()) {
            tell(call, scratch);
        } else {
            hold(call, Channel.of(exchange), scratch);
        }
    }

    /** Whoever asks how a call would go may mean to make it on another way. */
    private void tell(Call call, Scratch scratch) {
        for (Known known : rules) {
            if (holds(known, scratch)) {
                call.trace()
                        .add(new Trace.Held(known.rule().reason(), known.rule().channels()));
            }
        }
    }

    private void hold(Call call, Channel channel, Scratch scratch) {
        for (Known known : rules) {
            if (known.rule().channels().contains(channel) && holds(known, scratch)) {
                call.trace().add(new Trace.Held(known.rule().reason(), Set.of(channel)));
                throw call.refuse(new HeldException(known.rule().reason()));
            }
        }
    }

    private static boolean holds(Known known, Scratch scratch) {
        try {
            return known.condition().holds(scratch);
        } catch (Exception | StackOverflowError e) {
            known.complaints().of(e);
            return true;
        }
    }
}
