package dev.llmrouter.select;

/** Whether a target may come where it is ranked, or comes behind the others; in this order. */
public enum Standing {
    /** Where it is ranked. */
    USUAL,
    /** It has recovered lately, and this call is none of those that it gets already. */
    RECOVERING,
    /** It has failed or refused too often lately. */
    RESTING
}
