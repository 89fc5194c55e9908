package dev.llmrouter.call;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmrouter.llm.LlmRequest;
import dev.llmrouter.outcome.LlmException;
import dev.llmrouter.tokens.TokenCounter;
import dev.llmrouter.wire.Estimate;
import dev.llmrouter.wire.WireRequest;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How many tokens a prompt is about, counted once for all targets that count alike. Used by one thread. */
final class CountedTokens {

    private final LlmRequest request;
    private final Map<TokenCounter, Integer> known = new HashMap<>(4);

    CountedTokens(LlmRequest request) {
        this.request = request;
    }

    int by(TokenCounter counter) {
        Integer counted = known.get(counter);
        if (counted == null) {
            counted = count(counter);
            known.put(counter, counted);
        }
        return counted;
    }

    /** {@return the least that was counted; null before anybody has} */
    @Nullable
    Integer least() {
        return known.values().stream().min(Integer::compare).orElse(null);
    }

    private int count(TokenCounter counter) {
        try {
            if (!request.isChat()) {
                return Estimate.tokens(request.length());
            }
            WireRequest wire = request.wire();
            JsonNode tree = wire == null ? null : wire.tree();
            return tree == null ? counter.countRoughly(request.chat()) : PromptTokens.of(tree, counter);
        } catch (LlmException unreadable) {
            return Estimate.tokens(request.length());
        }
    }
}
