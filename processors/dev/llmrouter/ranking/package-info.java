/**
 * Policies that rank by order, chance, load, time, cost and habit. None looks at what a prompt means; what they know of
 * targets is learned here from calls that have ended, and kept in {@code policy}, since explanations show it as well.
 */
@NullMarked
package dev.llmrouter.ranking;

import org.jspecify.annotations.NullMarked;
