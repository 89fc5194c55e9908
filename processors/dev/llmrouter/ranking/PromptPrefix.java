package dev.llmrouter.ranking;

import dev.llmrouter.call.Call;
import dev.llmrouter.policy.Unit;
import org.jspecify.annotations.Nullable;

/**
 * What the prompts of one conversation begin with, which is what providers cache: the names of the tools, the system prompt
 * and the first message, of each text the beginning. Thread-safe.
 */
final class PromptPrefix implements Unit {

    /** UTF-16 units: more tells hardly any two prompts apart, and takes longer at every call. */
    private static final int LONGEST = 2000;

    @Override
    public @Nullable String of(Call call) {
        if (!call.request().isChat()) {
            return null;
        }
        String opening = call.facts().opening(LONGEST);
        return opening.isEmpty() ? null : opening;
    }
}
