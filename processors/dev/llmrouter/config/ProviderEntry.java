package dev.llmrouter.config;

import dev.llmrouter.catalog.DataTerms;
import dev.llmrouter.catalog.Doc;

/**
 * Who sells models.
 *
 * @param type selects the {@link dev.llmrouter.provider.ProviderFactory}
 * @param options the factory's own record, read from the other keys of the entry
 * @param terms what the operator says of the data that goes there
 */
@Doc("Who sells models; its type says which other keys there are")
public record ProviderEntry(
        @Doc(value = "which kind of provider it is", required = true) String type,
        @Doc("the other keys of the entry") Record options,
        @Doc("what becomes of the data of calls") DataTerms terms) {}
