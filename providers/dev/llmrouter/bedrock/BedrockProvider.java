package dev.llmrouter.bedrock;

import dev.llmrouter.catalog.DataTerms;
import dev.llmrouter.catalog.Doc;
import dev.llmrouter.catalog.Secret;
import dev.llmrouter.catalog.Target;
import dev.llmrouter.provider.Jars;
import dev.llmrouter.provider.Provider;
import dev.llmrouter.provider.ProviderFactory;
import dev.llmrouter.provider.ProviderModel;
import java.net.URI;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.support.service.ServiceSupport;
import org.jspecify.annotations.Nullable;

/** Amazon Bedrock, by its Converse API. Nothing here names a class of the jar that it needs. */
public final class BedrockProvider implements ProviderFactory<BedrockProvider.Options> {

    /**
     * What it needs. Without keys AWS's own chain is asked: environment, profile, role of the machine or pod.
     *
     * @param region such as {@code eu-central-1}
     * @param accessKeyId with {@code secretAccessKey}, in place of AWS's own chain
     * @param secretAccessKey likewise
     * @param sessionToken for keys that are valid for a while only
     * @param baseUrl in place of the region's own address, such as a VPC endpoint
     */
    @Doc("Amazon Bedrock, by its Converse API")
    public record Options(
            @Doc("such as eu-central-1; default: what AWS_REGION says") @Nullable String region,
            @Doc("with secretAccessKey in place of AWS's own chain of credentials; only by reference") @Nullable
                    Secret accessKeyId,
            @Doc("with accessKeyId; only by reference") @Nullable Secret secretAccessKey,
            @Doc("for keys that are valid for a while only; only by reference") @Nullable Secret sessionToken,
            @Doc("in place of the region's own address, such as a VPC endpoint") @Nullable URI baseUrl) {

        /** What is absent takes its default. */
        public Options {
            region = region == null ? ofEnvironment() : region;
        }

        private static @Nullable String ofEnvironment() {
            return Stream.of("AWS_REGION", "AWS_DEFAULT_REGION")
                    .map(System::getenv)
                    .filter(region -> region != null && !region.isBlank())
                    .findFirst()
                    .orElse(null);
        }

        private Optional<String> offBecause() {
            if (region == null) {
                return Optional.of("it has no region, and AWS_REGION is not set");
            }
            if ((accessKeyId == null) != (secretAccessKey == null)) {
                return Optional.of("accessKeyId and secretAccessKey are only of use together");
            }
            return Stream.of(accessKeyId, secretAccessKey)
                    .filter(key -> key != null && !key.isSet())
                    .map(key -> key.origin() + " is not set")
                    .findFirst();
        }
    }

    @Override
    public Class<Options> options() {
        return Options.class;
    }

    @Override
    public Provider create(String name, Options options, CamelContext camel) {
        return new Bedrock(name, options, camel);
    }

    /** One region. Its client is made with its first model. */
    private static final class Bedrock implements Provider {
        private final String name;
        private final Options options;
        private final CamelContext camel;
        private @Nullable BedrockModels models;

        Bedrock(String name, Options options, CamelContext camel) {
            this.name = name;
            this.options = options;
            this.camel = camel;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public String description() {
            return "Amazon Bedrock";
        }

        @Override
        public Optional<String> offBecause() {
            return Jars.missing("dev.langchain4j.model.bedrock.BedrockChatModel", "dev.langchain4j:langchain4j-bedrock")
                    .or(options::offBecause);
        }

        @Override
        public synchronized ProviderModel model(Target target) {
            if (models == null) {
                models = made();
            }
            return models.model(target);
        }

        @Override
        public DataTerms terms(String model) {
            return DataTerms.in(ModelRegion.of(model, options.region()));
        }

        private BedrockModels made() {
            BedrockModels made = new BedrockModels(options);
            try {
                camel.addService(new Closing(made));
            } catch (Exception e) {
                throw new IllegalStateException("Bedrock's client could not be tied to the Camel context", e);
            }
            return made;
        }
    }

    /** Closes what was made for a context, when the context stops. */
    private static final class Closing extends ServiceSupport {
        private final BedrockModels models;

        Closing(BedrockModels models) {
            this.models = models;
        }

        @Override
        protected void doShutdown() {
            models.close();
        }
    }
}
