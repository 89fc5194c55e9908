package dev.llmrouter.wire;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.FailureClass;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a provider says when it refuses: the status, and OpenAI's error envelope where there is one. Only what a
 * provider addresses to its caller is passed on, and never what it says about the router's own credentials.
 */
public final class ProviderErrors {

    private static final int LONGEST_MESSAGE = 2000;

    private final UnaryOperator<String> scrub;
    private final RefusalRules rules;

    /**
     * Errors of one provider.
     *
     * @param scrub takes keys and addresses out of a text
     * @param rules what the operator knows of its refusals
     */
    public ProviderErrors(UnaryOperator<String> scrub, RefusalRules rules) {
        this.scrub = scrub;
        this.rules = rules;
    }

    /** {@return the failure behind an answer with a status of 300 or more} */
    public Failure ofStatus(int status, byte[] body, @Nullable String retryAfter) {
        JsonNode error = error(body);
        FailureClass ruled = ruled(status, body);
        FailureClass kind = ruled == null ? RefusalWords.meant(status, error) : ruled;
        boolean isShown = ruled == null ? isShown(kind) : FailureClass.ofStatus(status) == kind && isShown(kind);
        String otherwise = "The provider answered with status " + status + ".";
        return failure(kind, isShown ? status : kind.status(), error, otherwise, seconds(retryAfter));
    }

    /** {@return what the operator says that such an answer means; null where it says nothing of it} */
    public @Nullable FailureClass ruled(int status, byte[] body) {
        return rules.isEmpty() ? null : rules.meant(status, new String(body, StandardCharsets.UTF_8));
    }

    /** A provider's status is shown where it is about the request, and where it has only one meaning anyway. */
    private static boolean isShown(FailureClass kind) {
        return switch (kind) {
            case SERVER_ERROR, OVERLOADED, AUTH, QUOTA, CONTEXT_OVERFLOW -> false;
            default -> true;
        };
    }

    /** {@return the failure behind an {@code error} object in a stream, or in an answer with status 200} */
    public Failure ofEvent(JsonNode error) {
        FailureClass ruled = ruled(error);
        FailureClass kind = ruled == null ? RefusalWords.meant(kind(error), error) : ruled;
        return failure(kind, kind.status(), error, "The provider broke off with an error.", null);
    }

    /** {@return what the operator says that such an error means; null where it says nothing of it} */
    public @Nullable FailureClass ruled(JsonNode error) {
        return rules.isEmpty() ? null : rules.meant(status(error), error.toString());
    }

    /** 0 where none is written in it. */
    private static int status(JsonNode error) {
        for (String field : new String[] {"status", "code"}) {
            int status = error.path(field).asInt();
            if (status >= 400 && status < 600) {
                return status;
            }
        }
        return 0;
    }

    private static FailureClass kind(JsonNode error) {
        int status = status(error);
        if (status != 0) {
            return FailureClass.ofStatus(status);
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
        if (kind == FailureClass.AUTH || kind == FailureClass.QUOTA) {
            return ofOurAccount(kind, status);
        }
        if (error == null) {
            return new Failure(kind, status, otherwise, null, null, null, retryAfter);
        }
        String message = error.isTextual() ? shown(error.asText()) : text(error, "message");
        String told = message != null && !message.isBlank() ? message : null;
        if (kind == FailureClass.CONTEXT_OVERFLOW) {
            return Failure.contextOverflow(told == null ? OverflowWords.SENTENCE : told, text(error, "param"));
        }
        return new Failure(
                kind,
                status,
                told == null ? otherwise : told,
                text(error, "type"),
                text(error, "param"),
                text(error, "code"),
                retryAfter);
    }

    /** What the provider says of keys and bills is not for callers. */
    private static Failure ofOurAccount(FailureClass kind, int status) {
        String message = kind == FailureClass.AUTH
                ? "The provider refused the router's own credentials; ask whoever runs the router."
                : "The router's own account at the provider is used up; ask whoever runs the router.";
        return new Failure(kind, status, message, null, null, null, null);
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

    /** Rounded up to whole seconds, and at most a day. */
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
