package dev.llmrouter.scatter;

/**
 * When the second branch of one call may begin before the first has failed.
 *
 * @param afterNanos how long the first one has alone; {@link Long#MAX_VALUE} for as long as it wants
 * @param budget what it is taken from
 */
record Hedge(long afterNanos, HedgeBudget budget) {}
