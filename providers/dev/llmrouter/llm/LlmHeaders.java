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

    /** The method of an HTTP request to the router itself, in capitals; in. */
    public static final String HTTP_METHOD = "LlmHttpMethod";

    /** The path of an HTTP request to the router itself, decoded and with no query; in. */
    public static final String HTTP_PATH = "LlmHttpPath";

    private LlmHeaders() {}
}
