package dev.llmrouter.wire;

import dev.llmrouter.outcome.Failure;
import io.vertx.core.buffer.Buffer;

/** How replies look in one dialect, as far as a router must know to pass them on. Stateless and thread-safe. */
public interface WireFormat {

    /** {@return the facts of a whole reply; never fails} */
    ReplyFacts whole(byte[] body);

    /** {@return what reads one stream, event by event} */
    EventReader events();

    /** {@return the events that a stream ends with which breaks off after its first content} */
    Buffer broken(Failure why);

    /** {@return the same for a dialect whose last events depend on those before; {@code heard} has read them all} */
    default Buffer broken(Failure why, EventReader heard) {
        return broken(why);
    }

    /** {@return what a stream ends with whose provider says all but that; empty where there is nothing} */
    Buffer end();
}
