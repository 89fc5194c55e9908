package dev.llmrouter.mistral;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmrouter.openai.OpenAiRequest;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Gives calls of tools that were made elsewhere ids that Mistral takes: nine letters and digits. The same id becomes
 * the same one in every request.
 */
final class MistralCalls {

    private static final Pattern TAKEN = Pattern.compile("[A-Za-z0-9]{9}");

    private MistralCalls() {}

    /** {@return the request itself where all of its ids are taken as they are, as in most conversations} */
    static OpenAiRequest renamed(OpenAiRequest request) {
        if (!request.text().contains("\"tool_call_id\"") && !request.text().contains("\"tool_calls\"")) {
            return request;
        }
        ObjectNode copy = request.tree().deepCopy();
        boolean isChanged = false;
        for (JsonNode message : copy.path("messages")) {
            isChanged |= rename(message, "tool_call_id");
            for (JsonNode call : message.path("tool_calls")) {
                isChanged |= rename(call, "id");
            }
        }
        return isChanged ? OpenAiRequest.read(copy.toString().getBytes(StandardCharsets.UTF_8)) : request;
    }

    private static boolean rename(JsonNode holder, String field) {
        JsonNode id = holder.path(field);
        if (!id.isTextual() || TAKEN.matcher(id.textValue()).matches() || !(holder instanceof ObjectNode object)) {
            return false;
        }
        object.put(field, taken(id.textValue()));
        return true;
    }

    /** 46 bits of a hash: two of a conversation's ids will not meet. */
    private static String taken(String id) {
        long hash = 0xcbf29ce484222325L;
        for (byte b : id.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ b) * 0x100000001b3L;
        }
        String digits = Long.toUnsignedString(hash ^ (hash >>> 32), 36).toLowerCase(Locale.ROOT);
        return ("000000000" + digits).substring(digits.length());
    }
}
