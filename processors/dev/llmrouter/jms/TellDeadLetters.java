package dev.llmrouter.jms;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmrouter.call.RefusedException;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** Answers which messages could not be answered and why, the first {@code limit} (100) of them; never what they say. */
public final class TellDeadLetters implements Processor {

    private static final String USUAL = "100";

    private final DeadLetters letters;

    /** Of those. */
    public TellDeadLetters(DeadLetters letters) {
        this.letters = letters;
    }

    @Override
    public void process(Exchange exchange) {
        @SuppressWarnings("unchecked")
        Map<String, List<String>> query = exchange.getMessage().getBody(Map.class);
        exchange.getMessage()
                .setBody(
                        letters.list(limit(
                                query.getOrDefault("limit", List.of(USUAL)).get(0))),
                        JsonNode.class);
    }

    private static int limit(String text) {
        if (!text.matches("\\d{1,4}")) {
            throw new RefusedException(400, "'limit': expected a number up to 9999.", "invalid_request");
        }
        return Integer.parseInt(text);
    }
}
