package dev.llmrouter.jms;

import dev.llmrouter.call.HeldException;
import jakarta.jms.JMSException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides what becomes of a message that nobody answered: it comes again after a pause where that may help, as often as it
 * may be tried and as long as it is not too old. How long the pause is says the provider, or else it doubles from time to
 * time. What a person has to decide on is held. In a router that is being stopped nothing is decided: the
 * exception goes on, the transaction is rolled back, and the broker delivers the message to somebody else.
 */
public final class WeighFailure implements Processor {

    private static final Logger LOG = LoggerFactory.getLogger(WeighFailure.class);
    private static final int BUG = 500;
    private static final int MOST_DOUBLINGS = 20;

    /** So that what was set aside at one time does not come back at one time. */
    private static final double JITTER = 0.1;

    private final Duration pause;
    private final Duration longest;
    private final int attempts;

    /**
     * Weighs failures.
     *
     * @param pause before the second attempt, where nobody says how long
     * @param longest pause, also where somebody says more
     * @param attempts how often a message is tried
     */
    public WeighFailure(Duration pause, Duration longest, int attempts) {
        this.pause = pause;
        this.longest = longest;
        this.attempts = attempts;
    }

    @Override
    public void process(Exchange exchange) throws Exception {
        Throwable thrown = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        Ending ending = Ending.of(thrown);
        if (exchange.getContext().isStopping() || ending.isStopping()) {
            throw new IllegalStateException("The router is being stopped.", thrown);
        }
        Delivery delivery = delivery(exchange);
        if (HeldException.in(thrown) != null) {
            Fate.HELD.note(exchange, ending);
            return;
        }
        if (ending.status() == BUG) {
            LOG.error("message {} failed in the router itself", delivery.id(), thrown);
        }
        long millis = pauseMillis(ending, delivery.attempt());
        boolean isWorthIt = ending.passes() && delivery.attempt() < attempts && delivery.livesFor(millis);
        if (isWorthIt) {
            Fate.PARKED.note(exchange, ending);
            exchange.setProperty(ParkMessage.MILLIS, millis);
        } else {
            Fate.DEAD.note(exchange, ending);
        }
    }

    private long pauseMillis(Ending ending, int attempt) {
        long wanted = ending.retryAfterSeconds() > 0
                ? TimeUnit.SECONDS.toMillis(ending.retryAfterSeconds())
                : pause.toMillis() << Math.min(MOST_DOUBLINGS, attempt - 1);
        long millis = Math.min(longest.toMillis(), wanted);
        return millis + (long) (millis * JITTER * ThreadLocalRandom.current().nextDouble());
    }

    /** What could not even be read is a message all the same. */
    private static Delivery delivery(Exchange exchange) throws JMSException {
        Delivery known = exchange.getProperty(Delivery.PROPERTY, Delivery.class);
        return known == null ? Delivery.begin(exchange) : known;
    }
}
