package dev.llmrouter.gateway;

/** In which form a route gets a reply. */
public enum ResultType {
    /**
     * The text; of a stream an {@code Iterator<String>} over its pieces. Of embeddings a {@code float[]} for a text, and a
     * list of them for a list.
     */
    TEXT,
    /** LangChain4j's {@code ChatResponse}, with tool calls, usage and all; not of a stream. Embeddings as for TEXT. */
    RESPONSE,
    /** OpenAI's JSON as a text; of a stream an {@code InputStream} of server-sent events. */
    JSON
}
