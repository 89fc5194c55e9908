package dev.llmrouter.wire;

import java.util.List;

/**
 * A request as one provider takes it.
 *
 * @param dropped the paths of what that leaves out, in the order of the request; empty when nothing is lost
 */
public record FittedRequest(WireRequest request, List<String> dropped) {

    /** A request whose list is never changed. */
    public FittedRequest {
        dropped = List.copyOf(dropped);
    }

    /** {@return a request that is taken as it is} */
    public static FittedRequest asIs(WireRequest request) {
        return new FittedRequest(request, List.of());
    }
}
