/**
 * Targets get no more in a minute than they may. A call takes what it is expected to use before it is made, so that calls in
 * flight count as well, and what it really used is settled when all of the answer is there. Only who has limits pays for them: two
 * compare-and-sets for a call, and for tokens a count of the prompt.
 */
@NullMarked
package dev.llmrouter.throttle;

import org.jspecify.annotations.NullMarked;
