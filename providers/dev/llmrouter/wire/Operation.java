package dev.llmrouter.wire;

/** What a caller asks of a model, and with that in which dialect the request and the reply are. */
public enum Operation {
    /** OpenAI's chat completions: the form that every other chat dialect can be translated to and from. */
    CHAT("/chat/completions"),
    /** Anthropic's Messages. */
    MESSAGES("/messages"),
    /** OpenAI's Responses. */
    RESPONSES("/responses"),
    /** OpenAI's completions of a bare prompt. */
    COMPLETIONS("/completions"),
    /** OpenAI's embeddings. */
    EMBEDDINGS("/embeddings"),
    /** OpenAI's images from a prompt. */
    IMAGES("/images/generations"),
    /** OpenAI's speech from a text. */
    SPEECH("/audio/speech"),
    /** OpenAI's text from speech. */
    TRANSCRIPTIONS("/audio/transcriptions"),
    /** OpenAI's English text from speech. */
    TRANSLATIONS("/audio/translations"),
    /** OpenAI's moderations. */
    MODERATIONS("/moderations"),
    /** Documents in the order of their relevance, as Cohere and Jina have it. */
    RERANK("/rerank");

    private final String path;

    Operation(String path) {
        this.path = path;
    }

    /** {@return where it is below a provider's base URL, and below {@code /v1} here} */
    public String path() {
        return path;
    }
}
