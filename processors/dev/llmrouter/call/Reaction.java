package dev.llmrouter.call;

/** What a failed attempt leads to. */
public enum Reaction {
    /** The same target is asked again, as often as it may be; then the next one. */
    RETRY,
    /** The next target is asked. */
    NEXT,
    /** Nobody is asked any more. */
    GIVE_UP
}
