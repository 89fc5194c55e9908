package dev.llmrouter.llm;

/** A model that runs in this process, so that nobody outside learns what it is asked, and it costs nothing but time. */
public interface InProcess {}
