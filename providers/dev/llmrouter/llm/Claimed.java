package dev.llmrouter.llm;

import dev.llmrouter.catalog.Capability;
import java.util.Set;

/** What a request only names, and who is asked gets with it. Thread-safe. */
public interface Claimed {

    /** {@return what a model must be able to do to answer the request with all of that in it; not to be changed} */
    Set<Capability> needs();
}
