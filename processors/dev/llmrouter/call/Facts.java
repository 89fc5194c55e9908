package dev.llmrouter.call;

import dev.llmrouter.llm.LlmRequest;
import dev.llmrouter.tokens.TokenCounter;
import org.jspecify.annotations.Nullable;

/** What conditions may ask of a call. Each fact is found out at its first use. Used by one thread. */
public final class Facts {

    private final LlmRequest request;
    private final Caller caller;
    private @Nullable CountedTokens tokens;
    private @Nullable String prompt;

    Facts(LlmRequest request, Caller caller) {
        this.request = request;
        this.caller = caller;
    }

    /** {@return how long the request is, in bytes} */
    public int length() {
        return request.length();
    }

    /** {@return what the user says last; empty where that is no text, and for what is no chat} */
    public String prompt() {
        String known = prompt;
        if (known == null) {
            known = LastPrompt.of(request);
            prompt = known;
        }
        return known;
    }

    /** {@return a header that came with the request, its name in any case; null where there is none} */
    public @Nullable String header(String name) {
        return caller.header(name);
    }

    /**
     * {@return how many tokens the prompt is about} Of a long prompt only the beginning is counted, and the rest estimated
     * by it; what is no chat, or can't be read as one, is estimated by its length.
     */
    public int tokens(TokenCounter counter) {
        CountedTokens known = tokens;
        if (known == null) {
            known = new CountedTokens(request);
            tokens = known;
        }
        return known.by(counter);
    }
}
