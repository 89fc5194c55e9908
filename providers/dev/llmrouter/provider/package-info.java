/**
 * Who answers. A provider is a small factory found by the {@code type} of its configuration entry, or for a server that
 * speaks chat completions a few lines of data in {@code presets.yaml}; it makes one LangChain4j model for each target.
 * A model that speaks the caller's own dialect may also be a {@link dev.llmrouter.llm.WireModel}, and is then handed the
 * caller's own bytes.
 */
@NullMarked
package dev.llmrouter.provider;

import org.jspecify.annotations.NullMarked;
