/**
 * Money: what may still be spent, reserved before a provider is asked and settled when all of the answer is there.
 *
 * <p>A replica spends out of leases that it takes from the shared store, so that all replicas together stay within a
 * budget, and no call waits for the store as long as there is enough.
 */
@NullMarked
package dev.llmrouter.budget;

import org.jspecify.annotations.NullMarked;
