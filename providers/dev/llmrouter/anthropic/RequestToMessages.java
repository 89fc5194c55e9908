package dev.llmrouter.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmrouter.openai.JsonAt;
import dev.llmrouter.openai.OpenAiRequest;
import dev.llmrouter.wire.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Puts a chat completion as a request to Messages. */
final class RequestToMessages {

    private static final int DEFAULT_LIMIT = 4096;

    private static final Set<String> READ = Set.of(
            "model",
            "messages",
            "max_tokens",
            "max_completion_tokens",
            "temperature",
            "top_p",
            "top_k",
            "stop",
            "n",
            "tools",
            "tool_choice",
            "parallel_tool_calls",
            "response_format",
            "reasoning_effort",
            "reasoning",
            "user",
            "safety_identifier",
            CacheMarker.FIELD);

    /** What leaves the meaning of a reply as it is: transport, bookkeeping at the provider, and hints for its speed. */
    private static final Set<String> HARMLESS = Set.of(
            "stream",
            "stream_options",
            "metadata",
            "store",
            "service_tier",
            "prediction",
            "prompt_cache_key",
            "prompt_cache_retention",
            "verbosity");

    private final JsonAt root;
    private final ObjectNode body = Json.MAPPER.createObjectNode();
    private final List<String> dropped = new ArrayList<>();
    private final ReplyWishes wishes;

    private RequestToMessages(OpenAiRequest chat, StructuredOutput structured) {
        this.root = JsonAt.root(chat.tree());
        TurnsToMessages turns = new TurnsToMessages(dropped);
        refuseManyChoices();
        turns.translate(root.at("messages"));
        ToolsToMessages.translate(root, body, dropped);
        FormatToMessages format = new FormatToMessages(body, turns, structured, dropped);
        format.translate(root.at("response_format"));
        Thinking thinking = Thinking.of(root, turns.allowThinking() && !isForced());
        limit(thinking);
        sampling(thinking);
        thinking.write(body);
        user();
        CacheMarker.copy(root, body);
        turns.write(body);
        if (chat.stream()) {
            body.put("stream", true);
        }
        dropUnknown();
        this.wishes = new ReplyWishes(chat.usageWanted(), thinking.isHidden(), format.replyTool());
    }

    static RequestToMessages translate(OpenAiRequest chat, StructuredOutput structured) {
        return new RequestToMessages(chat, structured);
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

    /** A model that must call a tool may not think first. */
    private boolean isForced() {
        String choice = body.path("tool_choice").path("type").asText("");
        return choice.equals("any") || choice.equals("tool");
    }

    private void limit(Thinking thinking) {
        Integer limit = root.at("max_completion_tokens").countOrNull();
        if (limit == null) {
            limit = root.at("max_tokens").countOrNull();
        }
        body.put("max_tokens", thinking.limit(limit == null ? DEFAULT_LIMIT : limit));
    }

    private void sampling(Thinking thinking) {
        for (String name : List.of("temperature", "top_p", "top_k")) {
            JsonAt value = root.at(name);
            Double number = value.numberOrNull();
            if (number == null) {
                continue;
            }
            if (thinking.isOn()) {
                dropped.add(name);
            } else if (name.equals("temperature") && number > 1) {
                // OpenAI's scale goes to 2
                body.put(name, 1);
            } else {
                body.set(name, value.node());
            }
        }
        stop(root.at("stop"));
    }

    private void stop(JsonAt stop) {
        if (stop.isAbsent()) {
            return;
        }
        List<JsonAt> sequences = stop.node().isArray() ? stop.items() : List.of(stop);
        for (JsonAt sequence : sequences) {
            if (sequence.text().isBlank()) {
                // Anthropic refuses it
                dropped.add(sequence.path());
            } else {
                body.withArray("stop_sequences").add(sequence.text());
            }
        }
    }

    private void user() {
        String user = root.at("safety_identifier").textOrNull();
        String name = user == null ? root.at("user").textOrNull() : user;
        if (name != null) {
            body.putObject("metadata").put("user_id", name);
        }
    }

    private void dropUnknown() {
        for (Map.Entry<String, JsonNode> field : root.node().properties()) {
            String name = field.getKey();
            if (!READ.contains(name) && !HARMLESS.contains(name) && !saysNothing(name, field.getValue())) {
                dropped.add(name);
            }
        }
    }

    private static boolean saysNothing(String name, @Nullable JsonNode value) {
        if (value == null || value.isNull()) {
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
