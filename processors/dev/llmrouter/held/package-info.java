/**
 * What a person decides on: which calls are held, and what is decided on one of them, wherever it waits: in a queue of a broker or
 * in a folder. Those who keep them are found as {@link dev.llmrouter.call.HeldCalls}.
 */
@NullMarked
package dev.llmrouter.held;

import org.jspecify.annotations.NullMarked;
