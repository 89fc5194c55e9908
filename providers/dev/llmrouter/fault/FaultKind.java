package dev.llmrouter.fault;

/** What can be made to go wrong with an attempt. */
public enum FaultKind {
    /** The provider is asked later than it could be. */
    LATENCY("latency"),
    /** No connection can be made. */
    CONNECT("connect"),
    /** The connection breaks before the reply. */
    RESET("reset"),
    /** No reply ever comes. */
    HANG("hang"),
    /** The provider wants fewer requests: 429. */
    RATE_LIMIT("rateLimit"),
    /** The provider says that something is wrong with it: 5xx. */
    ERROR("error"),
    /** An event of a stream that is good else is no JSON; a whole reply ends in its middle. */
    MALFORMED("malformed"),
    /** The connection breaks in the middle of the reply. */
    CUT("cut"),
    /** Nothing more comes from the middle of the reply on. */
    STALL("stall"),
    /** The events of a stream come one by one, with a pause between them. */
    SLOW("slow");

    private final String word;

    FaultKind(String word) {
        this.word = word;
    }

    /** {@return how it is written in a configuration} */
    public String word() {
        return word;
    }

    boolean takesDelay() {
        return this == LATENCY || this == SLOW;
    }

    boolean takesEvents() {
        return this == MALFORMED || this == CUT || this == STALL;
    }
}
