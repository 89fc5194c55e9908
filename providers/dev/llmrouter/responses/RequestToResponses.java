package dev.llmrouter.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmrouter.openai.JsonAt;
import dev.llmrouter.openai.OpenAiRequest;
import dev.llmrouter.openai.Reasoning;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Puts a chat completion as a request for a response. */
final class RequestToResponses {

    /** What both know under the same name. */
    private static final List<String> SAME = List.of(
            "temperature",
            "top_p",
            "user",
            "safety_identifier",
            "metadata",
            "service_tier",
            "prompt_cache_key",
            "prompt_cache_retention");

    private static final Set<String> READ = Set.of(
            "model",
            "messages",
            "max_tokens",
            "max_completion_tokens",
            "n",
            "tools",
            "tool_choice",
            "parallel_tool_calls",
            "response_format",
            "reasoning_effort",
            "reasoning",
            "verbosity");

    /** What leaves the meaning of a reply as it is: transport, bookkeeping at the provider, and hints for its speed. */
    private static final Set<String> HARMLESS =
            Set.of("stream", "stream_options", "store", "prediction", "cache_control");

    private final JsonAt root;
    private final ObjectNode body = JsonNodeFactory.instance.objectNode();
    private final List<String> dropped = new ArrayList<>();
    private final ReplyWishes wishes;

    private RequestToResponses(OpenAiRequest chat) {
        this.root = JsonAt.root(chat.tree());
        refuseManyChoices();
        MessagesToInput input = new MessagesToInput(dropped);
        input.translate(root.at("messages"));
        input.write(body);
        SAME.forEach(name -> copy(root.at(name), body, name));
        limit();
        ToolsToResponses.translate(root, body, dropped);
        text();
        Reasoning reasoning = Reasoning.read(root, dropped);
        boolean isSealed = input.hasSealedThoughts() || (reasoning != null && !reasoning.isOff());
        reason(reasoning, isSealed);
        body.put("store", false);
        if (chat.stream()) {
            body.put("stream", true);
        }
        dropUnknown();
        this.wishes = new ReplyWishes(chat.usageWanted(), reasoning != null && reasoning.isHidden());
    }

    static RequestToResponses translate(OpenAiRequest chat) {
        return new RequestToResponses(chat);
    }

    ObjectNode body() {
        return body;
    }

    List<String> dropped() {
        return dropped;
    }

    ReplyWishes wishes() {
        return wishes;
    }

    private void refuseManyChoices() {
        Integer choices = root.at("n").countOrNull();
        if (choices != null && choices > 1) {
            throw root.at("n").unsupported("is " + choices + ", but this model gives one choice");
        }
    }

    private static void copy(JsonAt value, ObjectNode to, String name) {
        if (!value.isAbsent()) {
            to.set(name, value.node());
        }
    }

    private void limit() {
        Integer limit = root.at("max_completion_tokens").countOrNull();
        if (limit == null) {
            limit = root.at("max_tokens").countOrNull();
        }
        if (limit != null) {
            body.put("max_output_tokens", limit);
        }
    }

    private void text() {
        ObjectNode text = JsonNodeFactory.instance.objectNode();
        JsonAt format = root.at("response_format");
        if (!format.isAbsent()) {
            JsonAt type = format.object().at("type");
            switch (type.text()) {
                case "text" -> {}
                case "json_object" -> text.putObject("format").put("type", "json_object");
                case "json_schema" -> schema(format.at("json_schema").object(), text.putObject("format"));
                default -> throw type.bad("is none of text, json_object, json_schema");
            }
        }
        copy(root.at("verbosity"), text, "verbosity");
        if (!text.isEmpty()) {
            body.set("text", text);
        }
    }

    private void schema(JsonAt described, ObjectNode format) {
        described.listUnknown(Set.of("name", "schema", "strict", "description"), dropped);
        format.put("type", "json_schema").put("name", described.at("name").filledText());
        format.set("schema", described.at("schema").object().node());
        copy(described.at("strict"), format, "strict");
        copy(described.at("description"), format, "description");
    }

    /**
     * Thoughts are shown where the request is in OpenRouter's form, whose callers expect to see them: OpenAI refuses a
     * summary to organizations that it has not verified.
     */
    private void reason(@Nullable Reasoning reasoning, boolean isSealed) {
        if (reasoning != null) {
            ObjectNode written = body.putObject("reasoning")
                    .put(
                            "effort",
                            reasoning.isOff() ? "none" : reasoning.words().word());
            if (!root.at("reasoning").isAbsent() && !reasoning.isOff() && !reasoning.isHidden()) {
                written.put("summary", "auto");
            }
        }
        if (isSealed) {
            // nothing is stored, so the caller keeps them for the next turn
            body.putArray("include").add("reasoning.encrypted_content");
        }
    }

    private void dropUnknown() {
        for (Map.Entry<String, JsonNode> field : root.node().properties()) {
            String name = field.getKey();
            boolean isKnown = READ.contains(name) || SAME.contains(name) || HARMLESS.contains(name);
            if (!isKnown && !saysNothing(name, field.getValue())) {
                dropped.add(name);
            }
        }
    }

    private static boolean saysNothing(String name, JsonNode value) {
        if (value.isNull()) {
            return true;
        }
        return switch (name) {
            case "logprobs" -> value.isBoolean() && !value.booleanValue();
            case "modalities" -> value.size() == 1 && value.path(0).asText().equals("text");
            case "frequency_penalty", "presence_penalty" -> value.isNumber() && value.doubleValue() == 0;
            default -> value.isContainerNode() && value.isEmpty();
        };
    }
}
