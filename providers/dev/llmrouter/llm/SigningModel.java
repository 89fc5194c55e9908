package dev.llmrouter.llm;

/** A model that signs its thoughts and wants them back as they were, so that they travel in pieces with a format. */
public interface SigningModel {

    /** {@return the name of the format, such as {@code google-gemini-v1}} */
    String signatureFormat();
}
