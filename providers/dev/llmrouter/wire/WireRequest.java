package dev.llmrouter.wire;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmrouter.catalog.Capability;
import io.vertx.core.buffer.Buffer;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A request as its caller wrote it. What goes to a provider that speaks the same dialect is these bytes with the few
 * edits that a router must make spliced in. Immutable and thread-safe.
 */
public interface WireRequest {

    /** {@return what is asked, and in which dialect} */
    Operation operation();

    /** {@return the model that the caller asked for} */
    String model();

    /** {@return whether the caller wants a stream} */
    boolean stream();

    /** {@return how long the request is, in bytes} */
    int length();

    /** {@return how many tokens the caller lets the reply have at most; 0 where it does not say} */
    default int maxOutputTokens() {
        return 0;
    }

    /** {@return how many replies the caller wants in one, each of which may be as long; at least 1} */
    default int choices() {
        return 1;
    }

    /** {@return what a model must be able to do to answer it; not to be changed} */
    default Set<Capability> needs() {
        return Set.of();
    }

    /** {@return whether it may name files that are elsewhere, so that it is worth looking for them} */
    default boolean namesFiles() {
        return false;
    }

    /** {@return what the caller says of the call in {@code metadata}; null where it says nothing there} */
    default @Nullable JsonNode metadata() {
        return null;
    }

    /** {@return what the caller wishes of its routing, in the body of the request; no provider sees that} */
    default Wished wished() {
        return Wished.NOTHING;
    }

    /** {@return the caller's own user; null where it does not say, or says it elsewhere than in {@code user}} */
    default @Nullable String user() {
        return null;
    }

    /** {@return the request as a tree, read at the first use and not to be changed; null for what is no JSON} */
    default @Nullable JsonNode tree() {
        return null;
    }

    /** {@return the media type of the bytes} */
    default String contentType() {
        return "application/json";
    }

    /** {@return the request for a provider: the caller's bytes with that model; a new buffer} */
    Buffer forModel(String providerModel);

    /** {@return how the replies to it look} */
    WireFormat format();
}
