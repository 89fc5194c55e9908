package dev.llmrouter.llm;

/** The message headers that are the contract between the router's endpoints and the routes that use them. */
public final class LlmHeaders {

    /** Tokens of the prompt, as a {@code long}; set by {@code llm:} with a whole reply. */
    public static final String INPUT_TOKENS = "LlmInputTokens";

    /** Tokens of the reply, as a {@code long}; set by {@code llm:} with a whole reply. */
    public static final String OUTPUT_TOKENS = "LlmOutputTokens";

    /** What the call is known by to its caller; in, and kept where it is given. */
    public static final String CALL_ID = "LlmCallId";

    /**
     * What becomes of parameters that can't be carried to the model: {@code drop} or {@code refuse}; in, and wins over
     * what is configured.
     */
    public static final String UNSUPPORTED = "LlmUnsupported";

    /** The parameters that could not be carried to the model, with commas between them; set by {@code llm:}, or absent. */
    public static final String DROPPED = "LlmDropped";

    /** On whose account a call is, as a text; in, from a route that knows it, and never from an HTTP caller. */
    public static final String TENANT = "LlmTenant";

    /** The group that a call belongs to, such as a department, as a text; in, likewise. */
    public static final String GROUP = "LlmGroup";

    private LlmHeaders() {}
}
