/**
 * Targets that want fewer calls get none for as long as they say. That is no sign of ill health, so circuit breakers know
 * nothing of it.
 */
@NullMarked
package dev.llmrouter.cooldown;

import org.jspecify.annotations.NullMarked;
