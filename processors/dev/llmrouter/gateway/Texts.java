package dev.llmrouter.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmrouter.embeddings.EmbeddingsRequest;
import dev.llmrouter.llm.LlmReply;
import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.FailureClass;
import dev.llmrouter.wire.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** Texts to embed as OpenAI's JSON, and what comes back. */
final class Texts {

    private Texts() {}

    static EmbeddingsRequest request(String model, List<String> texts) {
        ObjectNode json = Json.MAPPER.createObjectNode().put("model", model);
        ArrayNode input = json.putArray("input");
        texts.forEach(input::add);
        return EmbeddingsRequest.read(json.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** {@return what the reply has for each text, in their order} */
    static JsonNode data(LlmReply reply) {
        try {
            return Json.MAPPER
                    .readTree(Objects.requireNonNull(reply.body()).getBytes())
                    .path("data");
        } catch (IOException e) {
            throw Failure.of(FailureClass.MALFORMED, "The embeddings that came are not valid JSON.")
                    .asException();
        }
    }
}
