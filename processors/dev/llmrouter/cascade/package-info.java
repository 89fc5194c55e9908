/**
 * A cheap model first, and a better one where the reply of the first is no good. What is no good is found in the reply
 * alone: a refusal, a broken form, nothing at all, tokens that the model was not sure of, or what a check of the
 * operator's says. Both replies are paid for, so both are booked.
 */
@NullMarked
package dev.llmrouter.cascade;

import org.jspecify.annotations.NullMarked;
