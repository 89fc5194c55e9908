/**
 * What is made to go wrong on purpose, for tests and game days. A fault takes the place of what a provider does, and of
 * nothing that the router does about it: time limits, failure classes, circuit breakers and streams see no difference.
 */
@NullMarked
package dev.llmrouter.fault;

import org.jspecify.annotations.NullMarked;
