package dev.llmrouter.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;

/** What a response says besides its output: every key that OpenAI's clients want, and the request quoted as OpenAI does. */
final class ResponseForm {

    private static final Set<String> SERVICE_TIERS = Set.of("auto", "default", "flex", "scale", "priority");
    private static final String STORED = "store";

    private final JsonNode request;

    /** {@code request} is what the response answers. */
    ResponseForm(JsonNode request) {
        this.request = request;
    }

    /**
     * {@return a response without output and usage}
     *
     * @param created seconds since 1970
     * @param completion the chat completion that it is made of, or the first chunk of it
     */
    ObjectNode response(String id, long created, JsonNode completion, String status) {
        ObjectNode response = JsonNodeFactory.instance
                .objectNode()
                .put("id", id)
                .put("object", "response")
                .put("created_at", created)
                .put("status", status)
                .put("background", false);
        if (status.equals(OutputItem.COMPLETED)) {
            response.put("completed_at", Math.max(created, System.currentTimeMillis() / 1000));
        } else {
            response.putNull("completed_at");
        }
        response.putNull("error").putNull("incomplete_details");
        quote(response, "instructions", JsonNode::isTextual);
        quote(response, "max_output_tokens", JsonNode::isIntegralNumber);
        quote(response, "max_tool_calls", JsonNode::isIntegralNumber);
        response.put("model", model(completion)).putArray("output");
        response.put("parallel_tool_calls", request.path("parallel_tool_calls").asBoolean(true))
                .putNull("previous_response_id");
        quote(response, "prompt_cache_key", JsonNode::isTextual);
        response.set("reasoning", reasoning());
        quote(response, "safety_identifier", JsonNode::isTextual);
        // whatever was asked for, nothing can be fetched from here later
        response.put("service_tier", serviceTier(completion)).put(STORED, false);
        response.put("temperature", request.path("temperature").asDouble(1));
        response.set("text", text());
        response.set("tool_choice", toolChoice());
        response.set("tools", or("tools", JsonNodeFactory.instance.arrayNode()));
        response.put("top_logprobs", request.path("top_logprobs").asInt());
        response.put("top_p", request.path("top_p").asDouble(1));
        response.put("truncation", "disabled").putNull("usage");
        quote(response, "user", JsonNode::isTextual);
        response.set("metadata", or("metadata", JsonNodeFactory.instance.objectNode()));
        return response;
    }

    /** A value that is of another kind than OpenAI's is left out: the provider may have made sense of it. */
    private void quote(ObjectNode response, String name, java.util.function.Predicate<JsonNode> isSound) {
        JsonNode value = request.path(name);
        response.set(name, isSound.test(value) ? value : JsonNodeFactory.instance.nullNode());
    }

    private JsonNode or(String name, JsonNode otherwise) {
        JsonNode value = request.path(name);
        return value.getNodeType() == otherwise.getNodeType() ? value : otherwise;
    }

    private String model(JsonNode completion) {
        String said = completion.path("model").asText();
        return said.isEmpty() ? request.path("model").asText() : said;
    }

    private static String serviceTier(JsonNode completion) {
        String tier = completion.path("service_tier").asText();
        return SERVICE_TIERS.contains(tier) ? tier : "default";
    }

    private ObjectNode reasoning() {
        JsonNode asked = request.path("reasoning");
        ObjectNode reasoning =
                JsonNodeFactory.instance.objectNode().putNull("effort").putNull("summary");
        return asked.isObject() ? reasoning.setAll((ObjectNode) asked) : reasoning;
    }

    private ObjectNode text() {
        ObjectNode text = JsonNodeFactory.instance.objectNode();
        text.putObject("format").put("type", "text");
        request.path("text").properties().forEach(field -> {
            if (!field.getValue().isNull()) {
                text.set(field.getKey(), field.getValue());
            }
        });
        return text;
    }

    private JsonNode toolChoice() {
        JsonNode choice = request.path("tool_choice");
        return choice.isTextual() || choice.isObject() ? choice : JsonNodeFactory.instance.textNode("auto");
    }
}
