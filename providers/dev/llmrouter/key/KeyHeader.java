package dev.llmrouter.key;

/**
 * How a key is shown to a provider.
 *
 * @param name of the header, in lower case
 * @param scheme what stands before the key, blank included
 */
public record KeyHeader(String name, String scheme) {

    /** As OpenAI wants it, and nearly everybody else. */
    public static final KeyHeader BEARER = new KeyHeader("authorization", "Bearer ");

    /** {@return a header that has the key and nothing else} */
    public static KeyHeader named(String name) {
        return new KeyHeader(name, "");
    }
}
