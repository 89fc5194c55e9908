package dev.llmrouter.anthropic;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmrouter.openai.JsonAt;
import org.jspecify.annotations.Nullable;

/**
 * How much a model of Anthropic's is to think, as a request in OpenAI's or in OpenRouter's form says it.
 *
 * @param budget in tokens; 0 for not at all
 * @param isHidden whether the caller does not want to see it
 */
record Thinking(int budget, boolean isHidden) {

    /** {@return what a request asks for; nothing where it may not be} */
    static Thinking of(JsonAt root, boolean isAllowed) {
        JsonAt reasoning = root.at("reasoning");
        int budget = effort(root.at("reasoning_effort"));
        boolean isHidden = false;
        if (!reasoning.isAbsent()) {
            Integer asked = budget(reasoning.object());
            budget = asked == null ? budget : asked;
            isHidden = reasoning.at("exclude").node().asBoolean();
        }
        return new Thinking(isAllowed ? budget : 0, isHidden);
    }

    private static @Nullable Integer budget(JsonAt reasoning) {
        JsonAt enabled = reasoning.at("enabled");
        if (enabled.node().isBoolean() && !enabled.node().booleanValue()) {
            return 0;
        }
        Integer tokens = reasoning.at("max_tokens").countOrNull();
        if (tokens != null) {
            return Math.max(ThinkingBudget.LEAST, tokens);
        }
        if (!reasoning.at("effort").isAbsent()) {
            return effort(reasoning.at("effort"));
        }
        return enabled.node().asBoolean() ? Integer.valueOf(ThinkingBudget.tokens("medium")) : null;
    }

    private static int effort(JsonAt effort) {
        String word = effort.textOrNull();
        return word == null ? 0 : ThinkingBudget.tokens(word);
    }

    boolean isOn() {
        return budget > 0;
    }

    /** {@return the most tokens of a reply, in which Anthropic counts the thoughts, and which must be more than those} */
    int limit(int asked) {
        return asked > budget ? asked : (int) Math.min(Integer.MAX_VALUE, (long) budget + asked);
    }

    void write(ObjectNode body) {
        if (isOn()) {
            body.putObject("thinking").put("type", "enabled").put("budget_tokens", budget);
        }
    }
}
