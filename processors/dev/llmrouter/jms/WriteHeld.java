package dev.llmrouter.jms;

import dev.llmrouter.call.Call;
import dev.llmrouter.call.HeldException;
import dev.llmrouter.call.Identity;
import dev.llmrouter.llm.LlmHeaders;
import jakarta.jms.JMSException;
import java.util.Objects;
import java.util.UUID;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.component.jms.JmsConstants;

/** Message Translator: a message that a person decides on, as it came, with an id for the decision, why, and whose it is. */
public final class WriteHeld implements Processor {

    private final JmsMeters meters;

    /** Counts what it writes. */
    public WriteHeld(JmsMeters meters) {
        this.meters = meters;
    }

    @Override
    public void process(Exchange exchange) throws JMSException {
        Delivery delivery = Delivery.of(exchange);
        HeldException held = Objects.requireNonNull(
                HeldException.in(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class)));
        Message message = Copies.of(delivery, exchange);
        message.setHeader(Properties.HOLD, UUID.randomUUID().toString());
        message.setHeader(Properties.REASON, held.reason());
        long expiration = delivery.message().getJMSExpiration();
        if (expiration > 0) {
            message.setHeader(JmsConstants.JMS_HEADER_EXPIRATION, expiration);
        }
        Call call = Call.find(exchange);
        Identity identity = call == null ? null : call.access().identity();
        if (identity != null) {
            message.setHeader(LlmHeaders.TENANT, identity.tenant());
        }
        exchange.setMessage(message);
        meters.count(JmsMeters.Outcome.HELD);
    }
}
