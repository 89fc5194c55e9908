package dev.llmrouter.jms;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmrouter.call.RefusedException;
import dev.llmrouter.llm.LlmHeaders;
import dev.llmrouter.wire.Json;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import java.time.Instant;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.jms.JmsException;
import org.springframework.jms.core.JmsTemplate;

/** The messages that could not be answered: what they are, without what they say, and how they are sent again. Thread-safe. */
public final class DeadLetters {

    /** Why a letter is dead, which is no longer so once it is sent again. */
    private static final List<String> REASONS = List.of(
            Properties.ERROR,
            Properties.STATUS,
            Properties.MESSAGE,
            Properties.TRIED,
            Properties.CANDIDATES,
            Properties.COST,
            Properties.ATTEMPT,
            Properties.ATTEMPTS,
            Properties.HOLD,
            Properties.REASON);

    private final JmsTemplate template;
    private final String dead;
    private final String requests;

    /** Those in the queue {@code dead}, which are sent again to {@code requests}. */
    public DeadLetters(ConnectionFactory connections, String dead, String requests) {
        this.template = new JmsTemplate(connections);
        this.template.setSessionTransacted(true);
        this.dead = dead;
        this.requests = requests;
    }

    /** {@return the first so many, and how many there are} */
    ObjectNode list(int most) {
        return asking(() -> template.browse(dead, (session, browser) -> {
            ObjectNode all = Json.MAPPER.createObjectNode();
            ArrayNode letters = all.putArray("letters");
            int count = 0;
            Enumeration<?> messages = browser.getEnumeration();
            while (messages.hasMoreElements()) {
                Message message = (Message) messages.nextElement();
                if (count++ < most) {
                    describe(message, letters.addObject());
                }
            }
            return all.put("count", count);
        }));
    }

    private static void describe(Message message, ObjectNode letter) throws JMSException {
        String id = message.getStringProperty(Properties.ID);
        letter.put("id", id == null ? message.getJMSMessageID() : id);
        letter.put("died", Instant.ofEpochMilli(message.getJMSTimestamp()).toString());
        String error = message.getStringProperty(Properties.ERROR);
        letter.put("error", error == null ? "expired" : error);
        for (Map.Entry<String, Object> property : Copies.properties(message).entrySet()) {
            letter.withObject("properties")
                    .put(property.getKey(), property.getValue().toString());
        }
    }

    /**
     * Sends letters again, each in a transaction of its own, {@return how many}
     *
     * @param ids of which; empty for all that are there now
     * @param most no more than so many
     * @param model that is to answer; null for the one that each asks for
     * @param policy that is to rank; null likewise
     */
    int replay(List<String> ids, int most, @Nullable String model, @Nullable String policy) {
        if (ids.isEmpty()) {
            return sendAgain(null, Math.min(most, list(0).path("count").asInt()), model, policy);
        }
        return ids.stream()
                .limit(most)
                .mapToInt(id -> sendAgain(selector(id), 1, model, policy))
                .sum();
    }

    private static String selector(String id) {
        String quoted = "'" + id.replace("'", "''") + "'";
        return Properties.ID + " = " + quoted + " OR JMSMessageID = " + quoted;
    }

    private int sendAgain(@Nullable String selector, int most, @Nullable String model, @Nullable String policy) {
        Integer replayed = asking(() -> template.execute(
                session -> {
                    Queue from = session.createQueue(dead);
                    try (MessageConsumer letters = session.createConsumer(from, selector);
                            MessageProducer again = session.createProducer(session.createQueue(requests))) {
                        int count = 0;
                        while (count < most && send(letters.receiveNoWait(), again, session, model, policy)) {
                            session.commit();
                            count++;
                        }
                        return count;
                    }
                },
                true));
        return replayed == null ? 0 : replayed;
    }

    private static boolean send(
            @Nullable Message letter,
            MessageProducer again,
            Session session,
            @Nullable String model,
            @Nullable String policy)
            throws JMSException {
        if (letter == null) {
            return false;
        }
        Map<String, Object> properties = Copies.properties(letter);
        REASONS.forEach(properties::remove);
        if (model != null) {
            properties.put(LlmHeaders.MODEL, model);
        }
        if (policy != null) {
            properties.put(LlmHeaders.POLICY, policy);
        }
        again.setPriority(letter.getJMSPriority());
        again.send(Copies.of(letter, properties, session));
        return true;
    }

    static <T> T asking(Supplier<@Nullable T> broker) {
        try {
            T answer = broker.get();
            if (answer != null) {
                return answer;
            }
        } catch (JmsException e) {
            // said below
        }
        throw new RefusedException(503, "The broker does not answer.", "broker_unavailable", 1);
    }
}
