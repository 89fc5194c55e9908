package dev.llmrouter.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.llmrouter.openai.JsonAt;
import dev.llmrouter.wire.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Signed thoughts in a reasoning item's {@code encrypted_content}, which callers send back as they got it: so a provider
 * that wants its own thoughts quoted to the letter gets them, although nothing is stored here. Not secret, and not
 * trusted: what is in it is the caller's own prompt.
 */
final class SealedThoughts {

    private static final String MARK = "llm-router.1.";

    /** For thoughts that were signed behind what they led to. */
    private static final String BEHIND = "llm-router.1b.";

    /** How OpenRouter names what OpenAI encrypts. */
    static final String FORMAT = "openai-responses-v1";

    private SealedThoughts() {}

    /** {@return the details, sealed; {@code isBehind} says whether they belong to the answer before them} */
    static String seal(ArrayNode details, boolean isBehind) {
        byte[] json = details.toString().getBytes(StandardCharsets.UTF_8);
        return (isBehind ? BEHIND : MARK)
                + Base64.getUrlEncoder().withoutPadding().encodeToString(json);
    }

    /** {@return whether they belong to the answer that they stand behind} */
    static boolean isBehind(String sealed) {
        return sealed.startsWith(BEHIND);
    }

    /** {@return the {@code reasoning_details} in the content; what did not come from here is passed on as it is} */
    static JsonNode open(JsonAt content, String itemId) {
        String sealed = content.text();
        boolean isBehind = isBehind(sealed);
        if (!isBehind && !sealed.startsWith(MARK)) {
            ArrayNode foreign = JsonNodeFactory.instance.arrayNode();
            foreign.addObject()
                    .put("type", "reasoning.encrypted")
                    .put("data", sealed)
                    .put("format", FORMAT)
                    .put("id", itemId);
            return foreign;
        }
        try {
            JsonNode details = Json.MAPPER.readTree(
                    Base64.getUrlDecoder().decode(sealed.substring((isBehind ? BEHIND : MARK).length())));
            if (details.isArray()) {
                return details;
            }
        } catch (IOException | IllegalArgumentException e) {
            throw content.bad("is not as it was given");
        }
        throw content.bad("is not as it was given");
    }
}
