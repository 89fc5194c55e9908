/**
 * What was asked of whom, on whose account, and what it cost: one row per attempt. A call only writes into a journal on
 * this machine's disk, before the provider is asked and when all of the answer is there; one thread carries that into the database, in
 * the order of the journal and exactly once, since how far it is stands in the same transaction. Money is whole
 * nanodollars. What was said is never in it.
 */
@NullMarked
package dev.llmrouter.ledger;

import org.jspecify.annotations.NullMarked;
