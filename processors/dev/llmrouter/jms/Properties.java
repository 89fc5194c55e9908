package dev.llmrouter.jms;

import dev.llmrouter.llm.LlmHeaders;

/** The properties of messages that the router writes, besides those of {@code LlmHeaders}; all may be selected by. */
final class Properties {

    /** The id of the message that its sender sent, on a copy of it. */
    static final String ID = "LlmMessageId";

    /** How often it has been tried. */
    static final String ATTEMPT = "LlmAttempt";

    /** The code of the error, on what is no reply. */
    static final String ERROR = "LlmError";

    /** The HTTP status that stands for the error. */
    static final String STATUS = "LlmStatus";

    /** What is wrong, in a sentence. */
    static final String MESSAGE = "LlmErrorMessage";

    /** How many targets were asked. */
    static final String ATTEMPTS = LlmHeaders.ATTEMPTS;

    /** Who was ranked, best first. */
    static final String CANDIDATES = "LlmCandidates";

    /** Who was tried, and the class of the failure of each. */
    static final String TRIED = "LlmTried";

    /** What it cost, in US dollars; absent where a price is not known. */
    static final String COST = LlmHeaders.COST_USD;

    /** The target that answered. */
    static final String ANSWERED_BY = LlmHeaders.ANSWERED_BY;

    /** What a message is called while it is held, and in the decision on it. */
    static final String HOLD = "LlmHoldId";

    /** Why it is held. */
    static final String REASON = "LlmHoldReason";

    /** What was decided: {@code release} or {@code refuse}. */
    static final String DECISION = "LlmDecision";

    private Properties() {}
}
