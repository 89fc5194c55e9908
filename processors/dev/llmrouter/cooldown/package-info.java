/**
 * Targets that want fewer calls get none for as long as they say. That is no sign of ill health, so circuit breakers know
 * nothing of it. Targets that have recovered from ill health get their calls back bit by bit.
 */
@NullMarked
package dev.llmrouter.cooldown;

import org.jspecify.annotations.NullMarked;
