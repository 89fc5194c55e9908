package dev.llmrouter.wire;

import dev.llmrouter.outcome.Failure;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/** How replies look in one dialect, as far as a router must know to pass them on. Stateless and thread-safe. */
public interface WireFormat {

    /**
     * {@return how a successful reply is passed on}
     *
     * @param streamAsked whether the caller asked for a stream
     * @param mediaType what the provider says it is; null where it does not
     */
    default Passage passage(boolean streamAsked, @Nullable String mediaType) {
        if (!streamAsked) {
            return Passage.WHOLE;
        }
        return Passage.isEvents(mediaType) ? Passage.EVENTS : Passage.NONE;
    }

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
