package dev.llmrouter.provider;

import org.apache.camel.CamelContext;

/**
 * Makes providers of one {@code type}. Found by Camel's FactoryFinder as {@code llm-provider/TYPE}; stateless.
 *
 * @param <O> the record that the rest of the configuration entry is read into
 */
public interface ProviderFactory<O extends Record> {

    /** {@return the record of this type's options, described by {@link dev.llmrouter.catalog.Doc}} */
    Class<O> options();

    /** {@return a provider with that name, which starts nothing and calls nobody until a model of its is used} */
    Provider create(String name, O options, CamelContext camel);
}
