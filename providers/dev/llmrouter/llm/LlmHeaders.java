package dev.llmrouter.llm;

import org.apache.camel.spi.Metadata;

/** The message headers that are the contract between the router's endpoints and the routes that use them. */
public final class LlmHeaders {

    /** Tokens of the prompt, as a {@code long}; set by {@code llm:} with a whole reply. */
    @Metadata(label = "producer", description = "Tokens of the prompt", javaType = "Long")
    public static final String INPUT_TOKENS = "LlmInputTokens";

    /** Tokens of the reply, as a {@code long}; set by {@code llm:} with a whole reply. */
    @Metadata(label = "producer", description = "Tokens of the reply", javaType = "Long")
    public static final String OUTPUT_TOKENS = "LlmOutputTokens";

    /** The target that answered; out. */
    @Metadata(label = "producer", description = "The target that answered", javaType = "String")
    public static final String ANSWERED_BY = "LlmAnsweredBy";

    /** How many targets were asked; out. */
    @Metadata(label = "producer", description = "How many targets were asked", javaType = "Integer")
    public static final String ATTEMPTS = "LlmAttempts";

    /** What it cost, in US dollars, as a plain number; out, and absent where a price is not known. */
    @Metadata(
            label = "producer",
            description = "What it cost, in US dollars; absent where a price is not known",
            javaType = "String")
    public static final String COST_USD = "LlmCostUsd";

    /** Why the reply ends, in LangChain4j's words such as {@code STOP}, {@code LENGTH} or {@code TOOL_EXECUTION}; set by {@code llm-router:} with a whole reply. */
    @Metadata(
            label = "producer",
            description = "Why the reply ends, in LangChain4j's words such as STOP, LENGTH or TOOL_EXECUTION",
            javaType = "String")
    public static final String FINISH_REASON = "LlmFinishReason";

    /** What the call was known by, for feedback and for looking it up; set by {@code llm-router:}. */
    @Metadata(
            label = "producer",
            description = "What the call was known by, for feedback and for looking it up",
            javaType = "String")
    public static final String ANSWERED_CALL = "LlmAnsweredCall";

    /** What the call is known by to its caller; in, and kept where it is given. */
    @Metadata(
            label = "producer",
            description = "What the call is to be known by; made up where it is absent",
            javaType = "String")
    public static final String CALL_ID = "LlmCallId";

    /**
     * The model to ask, in place of the one that the request names, or where it names none; in. The way of a prompt takes
     * it away once it has chosen.
     */
    @Metadata(
            label = "producer",
            description =
                    "The model to ask in place of the one that the endpoint or the request names; taken away with the reply",
            javaType = "String")
    public static final String MODEL = "LlmModel";

    /**
     * What becomes of parameters that can't be carried to the model: {@code drop} or {@code refuse}; in, and wins over
     * what is configured.
     */
    @Metadata(
            label = "producer",
            description = "What becomes of parameters that the model cannot be told: drop or refuse",
            javaType = "String")
    public static final String UNSUPPORTED = "LlmUnsupported";

    /** The parameters that could not be carried to the model, with commas between them; set by {@code llm:}, or absent. */
    @Metadata(
            label = "producer",
            description = "The parameters that could not be carried to the model, with commas between them",
            javaType = "String")
    public static final String DROPPED = "LlmDropped";

    /**
     * The tenant that a call is of; in. Whoever sets it is trusted: take it away from messages that strangers wrote.
     */
    @Metadata(
            label = "producer",
            description = "The tenant that a call is of; whoever sets it is trusted",
            javaType = "String")
    public static final String TENANT = "LlmTenant";

    /** The user of that tenant that a call is of; in, and trusted likewise. */
    @Metadata(
            label = "producer",
            description = "The user of that tenant; whoever sets it is trusted",
            javaType = "String")
    public static final String USER = "LlmUser";

    /** The labels of the data in a call, with commas between them or as a list; in. */
    @Metadata(
            label = "producer",
            description = "The labels of the data in a call, with commas between them or as a list",
            javaType = "Object")
    public static final String LABELS = "LlmLabels";

    /** The ranking policy that the caller wishes, such as {@code cheapest}; in. Over HTTP {@code x-llm-policy}. */
    @Metadata(
            label = "producer",
            description = "The ranking policy that is wished, such as cheapest",
            javaType = "String")
    public static final String POLICY = "LlmPolicy";

    /** The only target that the caller wishes to be asked; in. Over HTTP {@code x-llm-target}. */
    @Metadata(label = "producer", description = "The only target that is wished to be asked", javaType = "String")
    public static final String TARGET = "LlmTarget";

    /**
     * Within how many milliseconds the caller wants the whole reply, or the first content of a stream; in. Over HTTP
     * {@code x-llm-deadline-ms}.
     */
    @Metadata(
            label = "producer",
            description = "Within how many milliseconds the whole reply, or the first content of a stream, is wanted",
            javaType = "Long")
    public static final String DEADLINE_MS = "LlmDeadlineMs";

    /** How urgent a call is: {@code high}, {@code normal} or {@code low}; in. Over HTTP {@code x-llm-priority}. */
    @Metadata(label = "producer", description = "How urgent a call is: high, normal or low", javaType = "String")
    public static final String PRIORITY = "LlmPriority";

    /** The group that a call belongs to, such as a department; in, and trusted likewise. */
    @Metadata(
            label = "producer",
            description = "The group that a call belongs to; whoever sets it is trusted",
            javaType = "String")
    public static final String GROUP = "LlmGroup";

    /** That a message got the reply again that it, or one with the same {@code Idempotency-Key}, got before; out. */
    @Metadata(
            label = "producer",
            description = "Whether it is the reply that the same Idempotency-Key got before",
            javaType = "Boolean")
    public static final String REPEATED = "LlmRepeated";

    /** The method of an HTTP request to the router itself, in capitals; in. */
    public static final String HTTP_METHOD = "LlmHttpMethod";

    /** The path of an HTTP request to the router itself, decoded and with no query; in. */
    public static final String HTTP_PATH = "LlmHttpPath";

    private LlmHeaders() {}
}
