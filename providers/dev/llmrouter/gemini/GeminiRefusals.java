package dev.llmrouter.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.FailureClass;
import dev.llmrouter.provider.Refusals;
import org.jspecify.annotations.Nullable;

/** What Google's error envelope says beyond its status ({@code google.rpc.Status} with its details). */
final class GeminiRefusals implements Refusals {

    @Override
    public Failure refine(Failure plain, JsonNode body) {
        JsonNode error = body.path("error");
        if (isOurFault(error)) {
            return Failure.of(
                    FailureClass.AUTH,
                    "The provider refused the router's own credentials; ask whoever runs the router.");
        }
        Integer retryAfter = plain.retryAfterSeconds() == null ? retryDelay(error) : plain.retryAfterSeconds();
        return Refusals.named(Refusals.with(plain, plain.kind(), null, retryAfter));
    }

    /** A bad key, an account that is not paid for or a country that is not served is said with status 400. */
    private static boolean isOurFault(JsonNode error) {
        if (error.path("status").asText().equals("FAILED_PRECONDITION")) {
            return true;
        }
        for (JsonNode detail : error.path("details")) {
            if (detail.path("reason").asText().startsWith("API_KEY_")) {
                return true;
            }
        }
        return false;
    }

    /** Such as {@code 7s} or {@code 7.25s}. */
    private static @Nullable Integer retryDelay(JsonNode error) {
        for (JsonNode detail : error.path("details")) {
            String delay = detail.path("retryDelay").asText();
            if (delay.matches("\\d{1,5}(\\.\\d{1,9})?s")) {
                return (int) Math.ceil(Double.parseDouble(delay.substring(0, delay.length() - 1)));
            }
        }
        return null;
    }
}
