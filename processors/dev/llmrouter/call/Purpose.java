package dev.llmrouter.call;

import java.util.Locale;

/** What a target is asked for, and with that who pays for it. */
public enum Purpose {
    /** A caller's prompt, or a part of it. */
    CALL(false),
    /** To say which of the answers to a caller's prompt is best. */
    JUDGE(false),
    /** To say in a word where a caller's prompt belongs. */
    CLASSIFIER(false),
    /** To make a vector of a caller's prompt. */
    EMBEDDING(false),
    /** The same prompt once more, of which the caller knows nothing. */
    SHADOW(true),
    /** To compare the reply to a shadow with the caller's. */
    SIMILARITY(true),
    /** To make vectors of the examples in the configuration. */
    EXAMPLES(true);

    private final boolean isOperators;
    private final String word = name().toLowerCase(Locale.ROOT);

    Purpose(boolean isOperators) {
        this.isOperators = isOperators;
    }

    /** {@return whether it is the operator's own, on the account of no caller} */
    public boolean isOperators() {
        return isOperators;
    }

    /** {@return what it is called in the ledger} */
    public String word() {
        return word;
    }
}
