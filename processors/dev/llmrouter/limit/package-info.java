/**
 * Nobody asks more than he may: calls and tokens in a minute, and calls at one time, of every account that a caller
 * belongs to. A call takes from all of them or from none, before anybody is asked; what it really used is settled behind
 * its last byte. In memory, or over a Redis for several replicas: there each takes small amounts in advance, so that hardly
 * a call waits for the Redis, and goes on with its own share while that is down.
 */
@NullMarked
package dev.llmrouter.limit;

import org.jspecify.annotations.NullMarked;
