/**
 * Models that run in this process: embeddings without a provider.
 */
@NullMarked
package dev.llmrouter.local;

import org.jspecify.annotations.NullMarked;
