/** What the Kamelet {@code llm-guard-action} refuses with; the asking itself is its route. */
@NullMarked
package dev.llmrouter.guard;

import org.jspecify.annotations.NullMarked;
