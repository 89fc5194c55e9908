package dev.llmrouter.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmrouter.wire.Json;
import io.vertx.core.buffer.Buffer;
import java.util.Set;

/** Every refusal in Anthropic's envelope; its types are those of Anthropic's API reference, "Errors". */
final class AnthropicErrors {

    private static final Set<String> TYPES = Set.of(
            "invalid_request_error",
            "authentication_error",
            "billing_error",
            "permission_error",
            "not_found_error",
            "request_too_large",
            "rate_limit_error",
            "api_error",
            "timeout_error",
            "overloaded_error");

    private AnthropicErrors() {}

    static HttpAnswer of(Refusal refusal) {
        ObjectNode envelope = Json.MAPPER.createObjectNode().put("type", "error");
        String given = refusal.type();
        ObjectNode error = envelope.putObject("error")
                .put("type", given != null && TYPES.contains(given) ? given : type(refusal.status()))
                .put("message", message(refusal));
        refusal.tellAttempts(error);
        return HttpAnswer.json(refusal.status(), refusal.headers(), Buffer.buffer(envelope.toString()));
    }

    /** Anthropic's envelope has no place of its own for where the fault is. */
    private static String message(Refusal refusal) {
        String param = refusal.param();
        return param == null || refusal.message().contains(param)
                ? refusal.message()
                : param + ": " + refusal.message();
    }

    private static String type(int status) {
        return switch (status) {
            case 401 -> "authentication_error";
            case 402 -> "billing_error";
            case 403 -> "permission_error";
            case 404 -> "not_found_error";
            case 413 -> "request_too_large";
            case 429 -> "rate_limit_error";
            case 503, 529 -> "overloaded_error";
            case 504 -> "timeout_error";
            default -> status < 500 ? "invalid_request_error" : "api_error";
        };
    }
}
