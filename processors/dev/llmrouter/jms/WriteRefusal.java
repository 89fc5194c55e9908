package dev.llmrouter.jms;

import jakarta.jms.JMSException;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;

/** Message Translator: why a message has no reply, in OpenAI's words, for whoever waits for one. */
public final class WriteRefusal implements Processor {

    @Override
    public void process(Exchange exchange) throws JMSException {
        Ending why = Fate.why(exchange);
        Message message = Sealed.to(Delivery.of(exchange), exchange, why.json());
        message.setHeader(Properties.ERROR, why.code());
        message.setHeader(Properties.STATUS, why.status());
        exchange.setMessage(message);
    }
}
