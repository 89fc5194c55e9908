package dev.llmrouter.anthropic;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmrouter.openai.JsonAt;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a request to Messages says of the reply: how hard to think about it, and its JSON schema. */
final class OutputToChat {

    private OutputToChat() {}

    static void translate(JsonAt root, ObjectNode chat, List<String> dropped) {
        JsonAt config = root.at("output_config");
        String effort = effort(root.at("thinking"), config.at("effort"), dropped);
        if (effort != null) {
            chat.put("reasoning_effort", effort);
        }
        if (!config.isAbsent()) {
            config.object().listUnknown(Set.of("effort", "format"), dropped);
        }
        // the place it had before output_config came
        JsonAt format = config.at("format").isAbsent() ? root.at("output_format") : config.at("format");
        if (!format.isAbsent()) {
            schema(format.object(), chat);
        }
    }

    private static @Nullable String effort(JsonAt thinking, JsonAt effort, List<String> dropped) {
        String type = thinking.isAbsent() ? "" : thinking.object().at("type").text();
        return switch (type) {
            case "enabled" -> ThinkingBudget.effort(budget(thinking.at("budget_tokens")));
            case "disabled" -> null;
            case "", "adaptive" -> known(effort);
            default -> {
                dropped.add(thinking.path());
                yield null;
            }
        };
    }

    private static int budget(JsonAt tokens) {
        Integer budget = tokens.countOrNull();
        if (budget == null) {
            throw tokens.bad("is missing");
        }
        return budget;
    }

    /** Anthropic has levels above OpenAI's highest. */
    private static @Nullable String known(JsonAt effort) {
        String level = effort.textOrNull();
        return level == null || level.equals("low") || level.equals("medium") ? level : "high";
    }

    private static void schema(JsonAt format, ObjectNode chat) {
        JsonAt type = format.at("type");
        if (!type.text().equals("json_schema")) {
            throw type.bad("is not json_schema");
        }
        ObjectNode described = chat.putObject("response_format").put("type", "json_schema");
        described
                .putObject("json_schema")
                .put("name", "reply")
                .put("strict", true)
                .set("schema", format.at("schema").object().node());
    }
}
