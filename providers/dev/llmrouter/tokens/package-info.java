/**
 * How many tokens a text or a prompt is, before or without a provider's own count: for context windows, estimates and
 * the simulator. A package of its own because everybody may want to know, and because the encodings are a jar that may
 * be missing.
 */
@NullMarked
package dev.llmrouter.tokens;

import org.jspecify.annotations.NullMarked;
