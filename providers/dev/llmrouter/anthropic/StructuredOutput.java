package dev.llmrouter.anthropic;

/** How a model of Anthropic's is asked for JSON by a schema. */
public enum StructuredOutput {
    /** By {@code output_config.format}, which models from Claude Sonnet 4.5 and Opus 4.1 on have. */
    NATIVE,
    /** By a tool that must be called and whose arguments are the reply, for older models and other servers. */
    TOOL
}
