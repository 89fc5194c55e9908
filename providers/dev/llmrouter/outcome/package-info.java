/**
 * What comes of asking a model: a reply that is still arriving, the tokens that it took, or a failure with a class,
 * decided once by whoever saw it. Plain words that every other package may use, and that use none of them.
 */
@NullMarked
package dev.llmrouter.outcome;

import org.jspecify.annotations.NullMarked;
