package dev.llmrouter.provider;

import dev.llmrouter.catalog.DataTerms;
import dev.llmrouter.catalog.Target;
import dev.llmrouter.key.KeyPool;
import java.util.Optional;

/** Who sells models: makes the LangChain4j models of its targets. Thread-safe. */
public interface Provider {

    /** {@return the name under which the configuration knows it} */
    String name();

    /** {@return a few words for the operator: what it is or where it is; never an address with credentials} */
    String description();

    /** {@return why it can't be used, such as a key that is not set; empty when it is on} */
    Optional<String> offBecause();

    /**
     * {@return the model of a target: a LangChain4j {@code ChatModel} and {@code StreamingChatModel}, and a
     * {@link dev.llmrouter.llm.WireModel} where the provider speaks a caller's dialect}
     */
    ProviderModel model(Target target);

    /** {@return the keys that it is asked with over the router's own connections} */
    default KeyPool keys() {
        return KeyPool.NONE;
    }

    /**
     * {@return what is known of itself of the data that goes to one of its models; what the configuration says wins}
     *
     * @param model what the provider calls it
     */
    default DataTerms terms(String model) {
        return DataTerms.UNKNOWN;
    }
}
