/**
 * What every dialect of the providers has in common on the wire: a request that is passed on as it was written but for
 * the model's name, a stream of server-sent events that is taken apart at its events and passed on with back-pressure,
 * and errors. What the dialects say differently stands in a {@link dev.llmrouter.wire.WireFormat} of each.
 */
@NullMarked
package dev.llmrouter.wire;

import org.jspecify.annotations.NullMarked;
