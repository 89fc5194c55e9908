/**
 * Several models at once for one call, and one reply of theirs: the first, the one that most agree on, or the one that
 * a judge picks. Each branch is a call of its own, with the candidates that the one selection found for it, so it can go
 * nowhere where the call itself may not. Where the replies go is the route {@code scatter}.
 */
@NullMarked
package dev.llmrouter.scatter;

import org.jspecify.annotations.NullMarked;
