package dev.llmrouter.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The {@code logprobs} of a chat completion as a response has them: the same, but that nothing may be missing. */
final class TokenProbabilities {

    private TokenProbabilities() {}

    /** {@return one entry for each token; empty where they were not asked for} */
    static ArrayNode of(JsonNode tokens) {
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        for (JsonNode token : tokens) {
            ObjectNode one = one(token);
            ArrayNode others = one.putArray("top_logprobs");
            token.path("top_logprobs").forEach(other -> others.add(one(other)));
            all.add(one);
        }
        return all;
    }

    private static ObjectNode one(JsonNode token) {
        ObjectNode one = JsonNodeFactory.instance
                .objectNode()
                .put("token", token.path("token").asText())
                .put("logprob", token.path("logprob").asDouble());
        JsonNode bytes = token.path("bytes");
        one.set("bytes", bytes.isArray() ? bytes : JsonNodeFactory.instance.arrayNode());
        return one;
    }
}
