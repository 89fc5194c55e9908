package dev.llmrouter.call;

/** What becomes of a stream that breaks off behind its first content. */
public enum Resume {
    /** It ends with an error. */
    NEVER,
    /** Another target is asked to continue its text. */
    SPLICE
}
