package dev.llmrouter.jms;

import jakarta.jms.BytesMessage;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.TextMessage;
import org.jspecify.annotations.Nullable;

/** What is in messages. */
final class Bodies {

    private Bodies() {}

    /** {@return a text, bytes, or null for a kind of message that no prompt comes in} It can be asked for again. */
    static @Nullable Object of(Message message) throws JMSException {
        if (message instanceof TextMessage text) {
            return text.getText();
        }
        if (message instanceof BytesMessage bytes) {
            byte[] all = new byte[Math.toIntExact(bytes.getBodyLength())];
            bytes.reset();
            bytes.readBytes(all);
            return all;
        }
        return null;
    }
}
