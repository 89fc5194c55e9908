package dev.llmrouter.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmrouter.call.RefusedException;
import dev.llmrouter.wire.Json;
import java.util.function.Function;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.jspecify.annotations.Nullable;

/**
 * Takes what somebody says of a reply: {@code id} is the {@code x-request-id} of its call, and {@code score} is from 0 to
 * 1 or {@code rating} is {@code up} or {@code down}. Counts for the arms of the call, once; a {@code comment} is read by
 * nobody and is not kept. From JSON to JSON.
 */
public final class TakeFeedback implements Processor {

    private final RecentCalls recent;
    private final Function<Exchange, @Nullable String> tenant;

    /**
     * Takes feedback.
     *
     * @param recent the calls that it may be about
     * @param tenant whose calls they have to be, by who asks; null for those of nobody
     */
    public TakeFeedback(RecentCalls recent, Function<Exchange, @Nullable String> tenant) {
        this.recent = recent;
        this.tenant = tenant;
    }

    @Override
    public void process(Exchange exchange) {
        JsonNode feedback = exchange.getMessage().getBody(JsonNode.class);
        String id = feedback.path("id").asText("");
        if (id.isBlank()) {
            throw refused(400, "Missing required parameter: 'id', the x-request-id of the call.", "invalid_request");
        }
        double score = score(feedback);
        RecentCalls.Scored scored = recent.score(tenant.apply(exchange), id, score);
        if (scored.isDuplicate()) {
            throw refused(409, "There is feedback for this call already, which is kept.", "feedback_exists");
        }
        if (scored.seats().isEmpty()) {
            throw refused(
                    404,
                    "No call of an experiment has this id. The last " + RecentCalls.MOST + " are known for "
                            + RecentCalls.KEPT.toHours() + " hours, from their last byte on.",
                    "call_not_found");
        }
        ObjectNode answer = Json.MAPPER.createObjectNode().put("id", id).put("score", score);
        ArrayNode arms = answer.putArray("arms");
        scored.seats()
                .forEach(seat ->
                        arms.addObject().put("experiment", seat.experiment()).put("arm", seat.arm()));
        exchange.getMessage().setBody(answer);
    }

    private static double score(JsonNode feedback) {
        JsonNode score = feedback.path("score");
        String rating = feedback.path("rating").asText("");
        boolean isRated = rating.equals("up") || rating.equals("down");
        if (score.isMissingNode() && isRated) {
            return rating.equals("up") ? 1 : 0;
        }
        if (feedback.has("rating") || !score.isNumber() || !(score.asDouble() >= 0 && score.asDouble() <= 1)) {
            throw refused(400, "Either 'score' is a number from 0 to 1, or 'rating' is up or down.", "invalid_request");
        }
        return score.asDouble();
    }

    private static RefusedException refused(int status, String message, String code) {
        return new RefusedException(status, message, code);
    }
}
