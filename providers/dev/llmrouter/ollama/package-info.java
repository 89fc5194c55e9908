/**
 * Ollama in its own words, over its native chat: lines of JSON, thoughts, schemas, and settings of the machine that no
 * other dialect has. A prompt that does not fit is refused, never shortened.
 */
@NullMarked
package dev.llmrouter.ollama;

import org.jspecify.annotations.NullMarked;
