package dev.llmrouter.config;

/** In which order the results of a batch are written. */
public enum ResultOrder {
    /** As the lines stood in the file. */
    ORIGINAL,
    /** As the replies came. */
    AS_THEY_COME
}
