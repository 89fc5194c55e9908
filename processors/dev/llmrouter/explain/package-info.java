/**
 * Why a call went where it went: the facts that were looked at, what was left out, what the policies compared and who was
 * asked. The same for a call that was only rehearsed as for one that was made. Holds names and numbers, and no prompts.
 */
@NullMarked
package dev.llmrouter.explain;

import org.jspecify.annotations.NullMarked;
