/**
 * What is counted and timed, in Micrometer's terms. Labels are names of the configuration and classes of outcomes, so
 * their number is bounded whatever callers send. A call costs a few look-ups and additions, after its last byte.
 */
@NullMarked
package dev.llmrouter.meter;

import org.jspecify.annotations.NullMarked;
