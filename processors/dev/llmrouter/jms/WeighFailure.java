package dev.llmrouter.jms;

import jakarta.jms.JMSException;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides what becomes of a message that nobody answered. In a router that is being stopped nothing is decided: the
 * exception goes on, the transaction is rolled back, and the broker delivers the message to somebody else.
 */
public final class WeighFailure implements Processor {

    private static final Logger LOG = LoggerFactory.getLogger(WeighFailure.class);
    private static final int BUG = 500;

    @Override
    public void process(Exchange exchange) throws Exception {
        Throwable thrown = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        Ending ending = Ending.of(thrown);
        if (exchange.getContext().isStopping() || ending.isStopping()) {
            throw new IllegalStateException("The router is being stopped.", thrown);
        }
        Delivery delivery = delivery(exchange);
        if (ending.status() == BUG) {
            LOG.error("message {} failed in the router itself", delivery.id(), thrown);
        }
        Fate.DEAD.note(exchange, ending);
    }

    /** What could not even be read is a message all the same. */
    private static Delivery delivery(Exchange exchange) throws JMSException {
        Delivery known = exchange.getProperty(Delivery.PROPERTY, Delivery.class);
        return known == null ? Delivery.begin(exchange) : known;
    }
}
