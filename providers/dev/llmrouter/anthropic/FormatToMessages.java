package dev.llmrouter.anthropic;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmrouter.openai.JsonAt;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Puts the form that a reply is to have: Anthropic's own structured output, a tool in place of it, or an instruction. */
final class FormatToMessages {

    /** Not a name that a caller's tool is likely to have. */
    private static final String REPLY_TOOL = "reply_in_json";

    private final ObjectNode body;
    private final TurnsToMessages turns;
    private final StructuredOutput structured;
    private final List<String> dropped;
    private @Nullable String replyTool;

    FormatToMessages(ObjectNode body, TurnsToMessages turns, StructuredOutput structured, List<String> dropped) {
        this.body = body;
        this.turns = turns;
        this.structured = structured;
        this.dropped = dropped;
    }

    /** {@return the tool whose arguments are the reply; null for none} */
    @Nullable
    String replyTool() {
        return replyTool;
    }

    void translate(JsonAt format) {
        if (format.isAbsent()) {
            return;
        }
        JsonAt type = format.object().at("type");
        switch (type.text()) {
            case "text" -> {}
            case "json_object" -> turns.instruct("Reply with one JSON object and nothing else, also no Markdown.");
            case "json_schema" -> schema(format.at("json_schema").object());
            default -> throw type.bad("is none of text, json_object, json_schema");
        }
    }

    private void schema(JsonAt described) {
        JsonAt schema = described.at("schema").object();
        if (structured == StructuredOutput.TOOL) {
            byTool(described, schema);
            return;
        }
        body.putObject("output_config")
                .putObject("format")
                .put("type", "json_schema")
                .set("schema", new StrictSchema(dropped).of(schema));
    }

    private void byTool(JsonAt described, JsonAt schema) {
        replyTool = REPLY_TOOL;
        boolean hasOthers = body.has("tools");
        String description = described.at("description").textOrNull();
        body.withArray("tools")
                .addObject()
                .put("name", REPLY_TOOL)
                .put("description", description == null ? "Gives the reply." : description)
                .set("input_schema", schema.node());
        ObjectNode choice = body.putObject("tool_choice");
        if (hasOthers) {
            choice.put("type", "any");
        } else {
            choice.put("type", "tool").put("name", REPLY_TOOL);
        }
    }
}
