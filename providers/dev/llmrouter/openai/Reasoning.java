package dev.llmrouter.openai;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How much a model is to think before it answers: OpenAI's {@code reasoning_effort}, or OpenRouter's {@code reasoning}.
 *
 * @param effort how much in words; null where only a budget is given
 * @param budget how many tokens at most; null for what the effort suggests
 * @param isHidden whether the caller does not want to see the thoughts
 */
public record Reasoning(@Nullable Effort effort, @Nullable Integer budget, boolean isHidden) {

    /** How much a model is to think, in words. */
    public enum Effort {
        /** Not at all, where a model can leave it. */
        NONE(0),
        /** As little as a model can. */
        MINIMAL(1024),
        /** A little. */
        LOW(2048),
        /** As most prompts need. */
        MEDIUM(8192),
        /** Much. */
        HIGH(24_576),
        /** As much as a model can. */
        XHIGH(32_768);

        private final int budget;

        Effort(int budget) {
            this.budget = budget;
        }

        /** {@return OpenAI's word for it} */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** {@return whether the model is not to think at all} */
    public boolean isOff() {
        return effort == Effort.NONE;
    }

    /** {@return how many tokens the thoughts may have; for models that are told in tokens} */
    public int tokens() {
        if (budget != null) {
            return budget;
        }
        return effort == null ? Effort.MEDIUM.budget : effort.budget;
    }

    /** {@return how much in words; for models that are told in words} */
    public Effort words() {
        if (effort != null) {
            return effort;
        }
        int tokens = tokens();
        return tokens <= Effort.LOW.budget ? Effort.LOW : tokens <= Effort.MEDIUM.budget ? Effort.MEDIUM : Effort.HIGH;
    }

    /** {@return this as OpenRouter's {@code reasoning}} */
    ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        if (effort != null) {
            json.put("effort", effort.word());
        }
        if (budget != null) {
            json.put("max_tokens", budget);
        }
        return isHidden ? json.put("exclude", true) : json;
    }

    /** {@return what a request asks for, or null; {@code dropped} is told what of it is unknown} */
    public static @Nullable Reasoning read(JsonAt root, List<String> dropped) {
        String word = root.at("reasoning_effort").textOrNull();
        JsonAt reasoning = root.at("reasoning");
        if (reasoning.isAbsent()) {
            return word == null ? null : new Reasoning(effort(root.at("reasoning_effort")), null, false);
        }
        reasoning.object().listUnknown(Set.of("effort", "max_tokens", "enabled", "exclude"), dropped);
        Integer budget = reasoning.at("max_tokens").countOrNull();
        JsonAt effort = reasoning.at("effort").isAbsent() ? root.at("reasoning_effort") : reasoning.at("effort");
        boolean isHidden = reasoning.at("exclude").node().asBoolean();
        if (!effort.isAbsent()) {
            return new Reasoning(effort(effort), budget, isHidden);
        }
        boolean isEnabled = reasoning.at("enabled").node().asBoolean(true);
        return new Reasoning(isEnabled ? (budget == null ? Effort.MEDIUM : null) : Effort.NONE, budget, isHidden);
    }

    private static Effort effort(JsonAt word) {
        String given = word.text();
        for (Effort effort : Effort.values()) {
            if (effort.word().equals(given)) {
                return effort;
            }
        }
        throw word.bad("is none of none, minimal, low, medium, high, xhigh");
    }
}
