/**
 * Which targets a call may go to, and in which order. What must never happen is a filter and stands before the ranking, so
 * that failover can't widen it. A target whose circuit is open is tried last rather than never, or it would never be found
 * to have recovered.
 */
@NullMarked
package dev.llmrouter.select;

import org.jspecify.annotations.NullMarked;
