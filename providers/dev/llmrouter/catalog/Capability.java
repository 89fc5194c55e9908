package dev.llmrouter.catalog;

/** What a model can do beyond text in and text out; written in camel case. */
public enum Capability {
    /** Calls tools. */
    TOOLS,
    /** Calls several tools in one reply. */
    PARALLEL_TOOLS,
    /** Takes images. */
    VISION,
    /** Takes sound. */
    AUDIO,
    /** Takes PDF files. */
    PDF,
    /** Keeps to a JSON schema. */
    JSON_SCHEMA,
    /** Thinks before it answers. */
    REASONING,
    /** Answers with vectors; such a model does not chat. */
    EMBEDDINGS
}
