package dev.llmrouter.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmrouter.openai.OpenAiError;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;

/** Every refusal in OpenAI's envelope, with the status that OpenAI's clients expect. */
final class OpenAiErrors {

    private OpenAiErrors() {}

    static HttpAnswer of(Refusal refusal) {
        String type = refusal.type() != null ? refusal.type() : type(refusal.status());
        ObjectNode body = new OpenAiError(refusal.message(), type, refusal.param(), refusal.code()).tree();
        refusal.tellAttempts(body.withObject("error"));
        return HttpAnswer.json(refusal.status(), refusal.headers(), Buffer.buffer(body.toString()));
    }

    /** {@return the same as the one event of a response that never began} */
    static Buffer event(Buffer envelope) {
        JsonObject error = envelope.toJsonObject().getJsonObject("error", new JsonObject());
        JsonObject event = new JsonObject()
                .put("type", "error")
                .put("code", error.getValue("code"))
                .put("message", error.getValue("message"))
                .put("param", error.getValue("param"))
                .put("sequence_number", 0);
        return Buffer.buffer("event: error\ndata: " + event.encode() + "\n\n");
    }

    private static String type(int status) {
        return switch (status) {
            case 401 -> "authentication_error";
            case 403 -> "permission_error";
            case 429 -> "rate_limit_error";
            default -> status < 500 ? "invalid_request_error" : "server_error";
        };
    }
}
