package dev.llmrouter.wire;

/** What a caller asks of a model, and with that in which dialect the request and the reply are. */
public enum Operation {
    /** OpenAI's chat completions: the form that every other chat dialect can be translated to and from. */
    CHAT("/chat/completions", "chat"),
    /** Anthropic's Messages. */
    MESSAGES("/messages", "chat"),
    /** OpenAI's Responses. */
    RESPONSES("/responses", "chat"),
    /** OpenAI's completions of a bare prompt. */
    COMPLETIONS("/completions", "text_completion"),
    /** OpenAI's embeddings. */
    EMBEDDINGS("/embeddings", "embeddings"),
    /** OpenAI's images from a prompt. */
    IMAGES("/images/generations", "images"),
    /** OpenAI's speech from a text. */
    SPEECH("/audio/speech", "speech"),
    /** OpenAI's text from speech. */
    TRANSCRIPTIONS("/audio/transcriptions", "transcriptions"),
    /** OpenAI's English text from speech. */
    TRANSLATIONS("/audio/translations", "translations"),
    /** OpenAI's moderations. */
    MODERATIONS("/moderations", "moderations"),
    /** Documents in the order of their relevance, as Cohere and Jina have it. */
    RERANK("/rerank", "rerank");

    private final String path;
    private final String word;

    Operation(String path, String word) {
        this.path = path;
        this.word = word;
    }

    /** {@return where it is below a provider's base URL, and below {@code /v1} here} */
    public String path() {
        return path;
    }

    /** {@return the word for it in metrics: OpenTelemetry's {@code gen_ai.operation.name} where it has one} */
    public String word() {
        return word;
    }
}
