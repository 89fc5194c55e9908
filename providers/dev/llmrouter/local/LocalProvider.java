package dev.llmrouter.local;

import dev.llmrouter.catalog.DataTerms;
import dev.llmrouter.catalog.Doc;
import dev.llmrouter.catalog.Target;
import dev.llmrouter.provider.Provider;
import dev.llmrouter.provider.ProviderFactory;
import dev.llmrouter.provider.ProviderModel;
import java.util.Optional;
import org.apache.camel.CamelContext;

/** Models that run inside this process, on the processor and without a key: {@code all-minilm-l6-v2}, for embeddings. */
public final class LocalProvider implements ProviderFactory<LocalProvider.Options> {

    /** There is nothing to choose. */
    @Doc("models that run inside the router: all-minilm-l6-v2, for embeddings")
    public record Options() {}

    @Override
    public Class<Options> options() {
        return Options.class;
    }

    @Override
    public Provider create(String name, Options options, CamelContext camel) {
        return new Local(name, InProcessModel.MINI_LM);
    }

    /** The process itself. A jar that is not there switches it off, and is named. */
    record Local(String name, InProcessModel only) implements Provider {

        @Override
        public String description() {
            return "in this process: " + only.name();
        }

        @Override
        public Optional<String> offBecause() {
            return only.isOnClassPath()
                    ? Optional.empty()
                    : Optional.of("it needs " + only.coordinates() + " on the class path");
        }

        @Override
        public ProviderModel model(Target target) {
            return new LocalModel(target, only);
        }

        @Override
        public DataTerms terms(String model) {
            return DataTerms.IN_PROCESS;
        }
    }
}
