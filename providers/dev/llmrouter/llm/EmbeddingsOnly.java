package dev.llmrouter.llm;

import dev.langchain4j.model.embedding.EmbeddingModel;

/** A model that makes embeddings and nothing else, although as a target's model it is a {@code ChatModel} by type. */
public interface EmbeddingsOnly extends EmbeddingModel {}
