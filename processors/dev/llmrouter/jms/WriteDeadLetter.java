package dev.llmrouter.jms;

import dev.llmrouter.call.Attempt;
import dev.llmrouter.call.Call;
import dev.llmrouter.call.Cost;
import dev.llmrouter.catalog.Target;
import jakarta.jms.JMSException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;

/**
 * Message Translator: a message that can't be answered, as it came, with why not, who was ranked and tried, and what that
 * cost, in properties.
 */
public final class WriteDeadLetter implements Processor {

    /** Brokers may limit a property. */
    private static final int LONGEST = 2000;

    private final JmsMeters meters;

    /** Counts what it writes. */
    public WriteDeadLetter(JmsMeters meters) {
        this.meters = meters;
    }

    @Override
    public void process(Exchange exchange) throws JMSException {
        Delivery delivery = Delivery.of(exchange);
        Message letter = Copies.of(delivery, exchange);
        tellWhy(letter, Fate.why(exchange));
        Call call = Call.find(exchange);
        if (call != null) {
            tellWho(letter, call);
        }
        exchange.setMessage(letter);
        meters.count(JmsMeters.Outcome.DEAD);
    }

    private static void tellWhy(Message letter, Ending why) {
        letter.setHeader(Properties.ERROR, why.code());
        letter.setHeader(Properties.STATUS, why.status());
        letter.setHeader(Properties.MESSAGE, shortened(why.message()));
        letter.setHeader(Properties.TRIED, shortened(why.tried()));
    }

    private static void tellWho(Message letter, Call call) {
        letter.setHeader(Properties.ATTEMPTS, call.asked());
        letter.setHeader(
                Properties.CANDIDATES,
                shortened(Stream.concat(call.attempts().stream().map(Attempt::target), call.candidates().stream())
                        .map(Target::name)
                        .distinct()
                        .collect(Collectors.joining(", "))));
        letter.setHeader(Properties.COST, Cost.usd(call.attempts()));
    }

    private static String shortened(String text) {
        return text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text;
    }
}
