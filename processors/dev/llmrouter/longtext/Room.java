package dev.llmrouter.longtext;

import dev.llmrouter.catalog.Target;
import dev.llmrouter.llm.LlmRequest;
import dev.llmrouter.tokens.TokenCounter;
import java.util.List;

/**
 * How much text every one of some targets holds besides the rest of a prompt and the reply. Immutable.
 *
 * @param window the smallest of their context windows
 * @param counters how they count, each different one once
 */
record Room(int window, List<TokenCounter> counters) {

    /** The share of a window that is kept for a reply whose caller does not say how long it may be. */
    private static final int REPLY_SHARE = 4;

    /** What a text and the words around it may have more tokens together than each for itself. */
    private static final int SEAMS = 8;

    static Room of(List<Target> targets) {
        int smallest = Integer.MAX_VALUE;
        for (Target target : targets) {
            Integer window = target.facts().contextWindow();
            smallest = window == null ? smallest : Math.min(smallest, window);
        }
        List<TokenCounter> counters = targets.stream()
                .map(target -> TokenCounter.forModel(target.model()))
                .distinct()
                .toList();
        return new Room(smallest, counters);
    }

    /** {@return how many tokens the text of a request may have that is now empty; less than 1 where there is no room} */
    int besides(LlmRequest rest) {
        int reply = rest.maxOutputTokens();
        int prompt = 0;
        for (TokenCounter counter : counters) {
            prompt = Math.max(prompt, counter.count(rest.chat()));
        }
        long left = (long) window - SEAMS - prompt - (reply > 0 ? reply : window / REPLY_SHARE);
        return (int) Math.max(0, left);
    }

    /** {@return the tokens of a text, of the target to which they are most} */
    int tokens(String text) {
        int most = 0;
        for (TokenCounter counter : counters) {
            most = Math.max(most, counter.count(text));
        }
        return most;
    }
}
