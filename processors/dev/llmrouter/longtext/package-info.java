/**
 * A text that is longer than any window: cut into parts, each asked by itself, and what is said to them put together
 * into one reply, in as many rounds as that takes. Every part is a branch of the one call, with the candidates that its
 * selection found, so it can go nowhere where the call may not, and all of it is one call in the ledger. Where the parts
 * go is the route {@code long-text}.
 */
@NullMarked
package dev.llmrouter.longtext;

import org.jspecify.annotations.NullMarked;
