/**
 * A provider that makes replies up and says so, to try and to test everything with: offline, without a key or a bill.
 */
@NullMarked
package dev.llmrouter.simulator;

import org.jspecify.annotations.NullMarked;
