package dev.llmrouter.openai;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * An error as OpenAI's clients expect it: all four keys are always there.
 *
 * @param message one sentence for the caller
 * @param type such as {@code invalid_request_error}; null is written as {@code api_error}, since clients want a string
 * @param param the place in the request that is at fault, or null
 * @param code for programs, or null
 */
public record OpenAiError(String message, @Nullable String type, @Nullable String param, @Nullable String code) {

    /** {@return the body of an error response in UTF-8: {@code {"error":{"message","type","param","code"}}}} */
    public byte[] json() {
        return tree().toString().getBytes(StandardCharsets.UTF_8);
    }

    /** {@return the same as a new tree, for who has more to tell} */
    public ObjectNode tree() {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.putObject("error")
                .put("message", message)
                .put("type", type == null ? "api_error" : type)
                .put("param", param)
                .put("code", code);
        return body;
    }
}
