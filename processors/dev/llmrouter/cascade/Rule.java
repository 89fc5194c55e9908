package dev.llmrouter.cascade;

import dev.llmrouter.llm.LlmRequest;
import dev.llmrouter.said.Said;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/** One thing that can be wrong with a reply. Thread-safe. */
@FunctionalInterface
interface Rule {

    /** {@return what is wrong, in one word; null where nothing is} */
    @Nullable
    String fault(Exchange exchange, LlmRequest request, Said said);

    /** {@return a rule that knows one fault, and finds it in the reply alone} */
    static Rule of(String fault, java.util.function.Predicate<Said> isFaulty) {
        return (exchange, request, said) -> isFaulty.test(said) ? fault : null;
    }
}
