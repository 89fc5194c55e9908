package dev.llmrouter.jms;

import dev.llmrouter.call.Call;
import dev.llmrouter.call.ReplyHeaders;
import dev.llmrouter.catalog.Target;
import dev.llmrouter.llm.LlmHeaders;
import dev.llmrouter.llm.LlmReply;
import jakarta.jms.JMSException;
import java.util.Objects;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;

/**
 * Message Translator: a reply becomes a message for whoever asked (a Return Address): the text of the answer to a prompt,
 * OpenAI's JSON to OpenAI's JSON, bytes to bytes, with who answered in properties.
 */
public final class WriteReply implements Processor {

    private final JmsMeters meters;

    /** Counts what it writes. */
    public WriteReply(JmsMeters meters) {
        this.meters = meters;
    }

    @Override
    public void process(Exchange exchange) throws JMSException {
        Message before = exchange.getMessage();
        LlmReply reply = Objects.requireNonNull(before.getBody(LlmReply.class));
        Call call = Call.of(exchange);
        Message message = Sealed.to(Delivery.of(exchange), exchange, body(exchange, call, reply));
        message.setHeader(LlmHeaders.CALL_ID, call.id());
        message.setHeader(Properties.ATTEMPT, Delivery.of(exchange).attempt());
        if (call.isRepeat()) {
            message.setHeader(LlmHeaders.REPEATED, true);
        } else {
            ReplyHeaders.write(message, call, reply);
        }
        exchange.setMessage(message);
        meters.count(JmsMeters.Outcome.ANSWERED);
    }

    private static String body(Exchange exchange, Call call, LlmReply reply) {
        Target target = call.answeredBy();
        return exchange.getProperty(ReadMessage.IS_PROMPT, false, Boolean.class)
                ? reply.text()
                : reply.json("chatcmpl-" + call.id(), target == null ? "" : target.model())
                        .toString();
    }
}
