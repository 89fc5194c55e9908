package dev.llmrouter.openai;

/** What a server makes of {@code response_format} with a JSON schema. */
public enum JsonSchemaSupport {
    /** It keeps replies to the schema. */
    NATIVE,
    /** It refuses a schema, and can be asked for some JSON object. */
    OBJECT,
    /** It can't be asked for JSON at all. */
    NONE
}
