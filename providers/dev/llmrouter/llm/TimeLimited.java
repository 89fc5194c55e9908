package dev.llmrouter.llm;

import dev.llmrouter.catalog.Timeouts;

/** A model that says how long it may take. One that does not gets the default limits. */
public interface TimeLimited {

    /** {@return how long the model may take} */
    default Timeouts timeouts() {
        return Timeouts.DEFAULT;
    }
}
