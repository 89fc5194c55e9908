/**
 * Policies that go by what a prompt means: by the examples that are nearest to it, or by what a small model says. Both
 * only choose among their branches; whatever goes wrong with that is noted in the trace, and the call goes on with
 * {@code otherwise}.
 */
@NullMarked
package dev.llmrouter.semantic;

import org.jspecify.annotations.NullMarked;
