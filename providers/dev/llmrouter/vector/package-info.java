/**
 * What texts mean, as vectors: made by an embedding model, once for all who want to know it of the same text, and found
 * again among many by an exact search. Ten thousand vectors are searched in a millisecond or two, so there is no index
 * that would only be right most of the time.
 */
@NullMarked
package dev.llmrouter.vector;

import org.jspecify.annotations.NullMarked;
