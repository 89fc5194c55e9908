package dev.llmrouter.fault;

import java.util.Locale;

/** What can be made to go wrong with an attempt. */
public enum FaultKind {
    /** The provider is asked later than it could be. */
    LATENCY,
    /** No connection can be made. */
    CONNECT,
    /** The connection breaks before the reply. */
    RESET,
    /** No reply ever comes. */
    HANG,
    /** The provider wants fewer requests: 429. */
    RATE_LIMIT,
    /** The provider says that something is wrong with it: 5xx. */
    ERROR,
    /** An event of a stream that is good else is no JSON; a whole reply ends in its middle. */
    MALFORMED,
    /** The connection breaks in the middle of the reply. */
    CUT,
    /** Nothing more comes from the middle of the reply on. */
    STALL,
    /** The events of a stream come one by one, with a pause between them. */
    SLOW;

    /** {@return how it is written in a configuration} */
    public String word() {
        String[] words = name().toLowerCase(Locale.ROOT).split("_");
        return words.length == 1
                ? words[0]
                : words[0] + Character.toUpperCase(words[1].charAt(0)) + words[1].substring(1);
    }

    boolean takesDelay() {
        return this == LATENCY || this == SLOW;
    }

    boolean takesEvents() {
        return this == MALFORMED || this == CUT || this == STALL;
    }
}
