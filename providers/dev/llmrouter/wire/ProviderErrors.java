package dev.llmrouter.wire;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.FailureClass;
import java.io.IOException;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a provider says when it refuses: the status, and OpenAI's error envelope where there is one. Only what a
 * provider addresses to its caller is passed on, and never what it says about the router's own credentials.
 */
public final class ProviderErrors {

    private static final int LONGEST_MESSAGE = 2000;

    private final UnaryOperator<String> scrub;

    /**
     * Errors of one provider.
     *
     * @param scrub takes keys and addresses out of a text
     */
    public ProviderErrors(UnaryOperator<String> scrub) {
        this.scrub = scrub;
    }

    /** {@return the failure behind an answer with a status of 300 or more} */
    public Failure ofStatus(int status, byte[] body, @Nullable String retryAfter) {
        FailureClass kind = FailureClass.ofStatus(status);
        JsonNode error = error(body);
        int shown = kind == FailureClass.SERVER_ERROR && status != 503 ? 502 : status;
        return failure(kind, shown, error, "The provider answered with status " + status + ".", seconds(retryAfter));
    }

    /** {@return the failure behind an {@code error} object in a stream, or in an answer with status 200} */
    public Failure ofEvent(JsonNode error) {
        FailureClass kind = kind(error);
        return failure(kind, kind.status(), error, "The provider broke off with an error.", null);
    }

    private static FailureClass kind(JsonNode error) {
        for (String field : new String[] {"status", "code"}) {
            int status = error.path(field).asInt();
            if (status >= 400 && status < 600) {
                return FailureClass.ofStatus(status);
            }
        }
        String said = error.path("type").asText() + " " + error.path("code").asText();
        if (said.contains("rate_limit") || said.contains("insufficient_quota")) {
            return FailureClass.RATE_LIMIT;
        }
        if (said.contains("authentication_error") || said.contains("permission_error")) {
            return FailureClass.AUTH;
        }
        return said.contains("invalid_request") ? FailureClass.BAD_REQUEST : FailureClass.SERVER_ERROR;
    }

    private Failure failure(
            FailureClass kind, int status, @Nullable JsonNode error, String otherwise, @Nullable Integer retryAfter) {
        if (kind == FailureClass.AUTH) {
            return new Failure(
                    kind,
                    kind.status(),
                    "The provider refused the router's own credentials; ask whoever runs the router.",
                    null,
                    null,
                    null,
                    null);
        }
        if (error == null) {
            return new Failure(kind, status, otherwise, null, null, null, retryAfter);
        }
        String message = error.isTextual() ? shown(error.asText()) : text(error, "message");
        if (mayBeTooLong(kind) && OverflowWords.areIn(error)) {
            return Failure.contextOverflow(
                    message == null || message.isBlank() ? OverflowWords.SENTENCE : message, text(error, "param"));
        }
        return new Failure(
                kind,
                status,
                message == null || message.isBlank() ? otherwise : message,
                text(error, "type"),
                text(error, "param"),
                text(error, "code"),
                retryAfter);
    }

    /** A few servers say so with a status of 500. */
    private static boolean mayBeTooLong(FailureClass kind) {
        return kind == FailureClass.BAD_REQUEST || kind == FailureClass.SERVER_ERROR;
    }

    private @Nullable String text(JsonNode error, String field) {
        JsonNode value = error.path(field);
        return value.isValueNode() && !value.isNull() ? shown(value.asText()) : null;
    }

    private String shown(String text) {
        String shown = scrub.apply(text);
        return shown.length() > LONGEST_MESSAGE ? shown.substring(0, LONGEST_MESSAGE) : shown;
    }

    /** FastAPI's {@code detail} and a bare {@code message} are what servers other than OpenAI's answer with. */
    private static @Nullable JsonNode error(byte[] body) {
        try {
            JsonNode root = Json.MAPPER.readTree(body);
            for (String field : new String[] {"error", "detail", "message"}) {
                JsonNode error = root == null ? null : root.get(field);
                if (error != null && (error.isObject() || error.isTextual())) {
                    return error;
                }
            }
            return null;
        } catch (IOException e) {
            return null;
        }
    }

    /** A date is not worth the trouble: providers send seconds. */
    private static @Nullable Integer seconds(@Nullable String retryAfter) {
        if (retryAfter == null) {
            return null;
        }
        try {
            return (int) Math.min(86_400, Math.max(0, Math.ceil(Double.parseDouble(retryAfter.strip()))));
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
