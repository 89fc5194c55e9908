/**
 * Anthropic's Messages: reading a request without rewriting it, what of its replies and events counts, and the way to
 * and from chat completions, in both directions: for callers who speak it to any model, and for Anthropic's models
 * asked by anybody. The format is the one of Anthropic's API reference, "Messages"; what one dialect has and the other
 * lacks travels in the fields that OpenRouter made common, such as {@code reasoning_details} and {@code cache_control}.
 */
@NullMarked
package dev.llmrouter.anthropic;

import org.jspecify.annotations.NullMarked;
