package dev.llmrouter.policy;

import dev.llmrouter.call.Call;
import java.util.List;

/** An application's own ranking, for the policy {@code bean}: bound in Camel's registry, and asked for every call. Thread-safe. */
@FunctionalInterface
public interface Ranker {

    /**
     * {@return those of the members that should come first, best first} The others follow in their order, unless the
     * policy says {@code only: true}; a name that is none of them is passed over.
     *
     * @param members the names of the members as configured, which can't be changed
     */
    List<String> rank(Call call, List<String> members);
}
