/**
 * Mistral AI: chat completions as bytes, with other names for some fields, ids of calls of its own length, and thoughts as
 * pieces of the content.
 */
@NullMarked
package dev.llmrouter.mistral;

import org.jspecify.annotations.NullMarked;
