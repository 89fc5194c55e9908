/**
 * Who sends the same {@code Idempotency-Key} again gets the same answer again: one call, one charge. Camel's Idempotent
 * Consumer only knows whether a message was there before, and not what was answered, to what, and whether that is still
 * going on; so it is answers that are kept here, and who repeats what is going on waits for the answer. In memory, or in a database
 * that replicas share. Over HTTP what is kept is what went back, of a message the reply that left the way of a prompt. Who
 * sends no such header pays nothing.
 */
@NullMarked
package dev.llmrouter.idempotency;

import org.jspecify.annotations.NullMarked;
