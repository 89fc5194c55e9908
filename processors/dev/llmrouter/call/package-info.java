/**
 * The state of one call, and the steps of the spine that change it. The only package of this layer that the others
 * share. A target that fails is an attempt with a failure, never an exception that flies through a route; only a call
 * that nobody answered ends in one.
 */
@NullMarked
package dev.llmrouter.call;

import org.jspecify.annotations.NullMarked;
