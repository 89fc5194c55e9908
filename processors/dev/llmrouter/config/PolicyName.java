package dev.llmrouter.config;

/** How the members of a model are ranked; written in the file in camel case. */
public enum PolicyName {
    /** In the order in which they stand. */
    PRIORITY,
    /** By lot, each with a chance in proportion to its weight. */
    WEIGHTED
}
