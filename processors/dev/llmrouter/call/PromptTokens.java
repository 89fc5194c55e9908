package dev.llmrouter.call;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmrouter.tokens.PromptTally;
import dev.llmrouter.tokens.TokenCounter;

/**
 * How many tokens the prompt of a chat is about, in whatever dialect: read from the caller's own words, without a
 * translation that would cost more than the counting. What is not as the dialect has it is passed over.
 */
final class PromptTokens {

    private static final String[] INSTRUCTIONS = {"system", "instructions"};
    private static final String[] MESSAGES = {"messages", "input", "prompt"};
    private static final String[] SAID = {"content", "output", "arguments", "tool_calls"};
    private static final String[] PARTS = {"text", "content", "name", "arguments", "function"};

    private final PromptTally tally;

    private PromptTokens(PromptTally tally) {
        this.tally = tally;
    }

    /** {@return the tokens of a request in JSON} */
    static int of(JsonNode request, TokenCounter counter) {
        PromptTokens prompt = new PromptTokens(PromptTally.rough(counter));
        for (String field : INSTRUCTIONS) {
            JsonNode instructions = request.get(field);
            if (instructions != null && !instructions.isNull()) {
                prompt.tally.message();
                prompt.add(instructions);
            }
        }
        for (String field : MESSAGES) {
            prompt.messages(request.path(field));
        }
        JsonNode tools = request.path("tools");
        for (int i = 0; i < tools.size(); i++) {
            prompt.tool(tools.path(i));
        }
        return prompt.tally.tokens();
    }

    private void messages(JsonNode messages) {
        if (messages.isTextual()) {
            tally.message();
            tally.text(messages.textValue());
        }
        for (int i = 0; i < messages.size(); i++) {
            JsonNode message = messages.path(i);
            tally.message();
            if (message.isTextual()) {
                tally.text(message.textValue());
            } else {
                tally.name(message.path("name").textValue());
                all(SAID, message);
            }
        }
    }

    private void all(String[] fields, JsonNode of) {
        for (String field : fields) {
            JsonNode value = of.get(field);
            if (value != null) {
                add(value);
            }
        }
    }

    /** The depth of a request is bounded, and so is this. */
    private void add(JsonNode said) {
        if (said.isTextual()) {
            tally.text(said.textValue());
        } else if (said.isArray()) {
            for (int i = 0; i < said.size(); i++) {
                add(said.path(i));
            }
        } else if (said.isObject()) {
            switch (said.path("type").asText()) {
                case "image_url" -> image(said.path("image_url"));
                case "input_image" -> image(said);
                case "image" -> tally.image(false);
                case "tool_use" -> {
                    all(PARTS, said);
                    tally.text(said.path("input").toString());
                }
                default -> all(PARTS, said);
            }
        }
    }

    private void image(JsonNode described) {
        tally.image(described.path("detail").asText().equals("low"));
    }

    /** Chat completions have it one level further down than the other dialects. */
    private void tool(JsonNode tool) {
        JsonNode described = tool.path("function").isObject() ? tool.path("function") : tool;
        tally.text(described.path("name").textValue());
        tally.text(described.path("description").textValue());
        JsonNode schema = described.has("parameters") ? described.get("parameters") : described.path("input_schema");
        if (schema.isObject()) {
            tally.text(schema.toString());
        }
    }
}
