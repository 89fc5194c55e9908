/**
 * OpenAI's embeddings: the request as it goes to servers that speak it, and for LangChain4j's {@code EmbeddingModel}s
 * what it asks for and how the reply is written.
 */
@NullMarked
package dev.llmrouter.embeddings;

import org.jspecify.annotations.NullMarked;
