package dev.llmrouter.call;

/** How urgent a call is to its caller, from the most urgent on. */
public enum Priority {
    /** Somebody waits: {@code high} or {@code interactive}. */
    HIGH,
    /** What a call is that says nothing. */
    NORMAL,
    /** Nobody waits: {@code low} or {@code batch}. Rather cheap than soon. */
    LOW
}
