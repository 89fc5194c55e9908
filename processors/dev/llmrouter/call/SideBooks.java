package dev.llmrouter.call;

import dev.llmrouter.aside.Toll;
import dev.llmrouter.catalog.Target;
import org.apache.camel.CamelContext;
import org.jspecify.annotations.Nullable;

/** Where is booked what the router asks on the side, around the routes of its targets. Thread-safe. */
@FunctionalInterface
public interface SideBooks {

    /** The bean that it is in a context whose router keeps a ledger. */
    String NAME = "llm-router-side-books";

    /**
     * {@return what books the questions of one kind}
     *
     * @param call that they are for, and on whose account they are; null for the operator's own
     */
    Toll toll(@Nullable Call call, Target target, Purpose purpose);

    /** {@return those of a context; where it has none, nothing is booked} */
    static SideBooks of(CamelContext camel) {
        SideBooks kept = camel.getRegistry().lookupByNameAndType(NAME, SideBooks.class);
        return kept == null ? (call, target, purpose) -> Toll.FREE : kept;
    }
}
