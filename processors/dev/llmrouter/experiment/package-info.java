/**
 * Comparing models on real calls: arms of an experiment, a canary that takes itself back, shadows whose replies nobody
 * sees. Who is in which arm follows from a hash, so a restart moves nobody; figures are kept in memory and are bounded.
 * They may be looked at as often as one likes: what is called significant is so whenever somebody looks.
 */
@NullMarked
package dev.llmrouter.experiment;

import org.jspecify.annotations.NullMarked;
