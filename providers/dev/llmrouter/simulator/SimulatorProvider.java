package dev.llmrouter.simulator;

import dev.llmrouter.catalog.DataTerms;
import dev.llmrouter.catalog.Doc;
import dev.llmrouter.catalog.Range;
import dev.llmrouter.catalog.Target;
import dev.llmrouter.provider.Provider;
import dev.llmrouter.provider.ProviderFactory;
import dev.llmrouter.provider.ProviderModel;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.apache.camel.CamelContext;
import org.jspecify.annotations.Nullable;

/** Makes up replies, so that routes and clients can be tried offline and under load, without a key or a bill. */
public final class SimulatorProvider implements ProviderFactory<SimulatorProvider.Options> {

    /**
     * How the simulator behaves.
     *
     * @param failureRate the share of calls that fail, 0 to 1
     * @param text what it always replies; null for a reply that quotes the caller, or calls the tool that it names
     */
    public record Options(
            @Doc("until the first token; default 300ms") Duration latency,
            @Doc("from one token to the next; default 20ms") Duration perToken,
            @Doc("share of calls that fail as if the provider were broken, 0 to 1; default 0") @Range(min = 0, max = 1)
                    Double failureRate,
            @Doc(
                            "what it always replies; default: that no model was asked, and the last message; 'call NAME {...}' calls a tool")
                    @Nullable
                    String text) {

        /** Options that are absent take their defaults; impossible ones are refused. */
        public Options(
                @Nullable Duration latency,
                @Nullable Duration perToken,
                @Nullable Double failureRate,
                @Nullable String text) {
            this.latency = Objects.requireNonNullElse(latency, Duration.ofMillis(300));
            this.perToken = Objects.requireNonNullElse(perToken, Duration.ofMillis(20));
            this.failureRate = Objects.requireNonNullElse(failureRate, 0.0);
            this.text = text;
            if (this.latency.isNegative() || this.perToken.isNegative()) {
                throw new IllegalArgumentException("latency and perToken are not negative");
            }
            if (!(this.failureRate >= 0 && this.failureRate <= 1)) {
                throw new IllegalArgumentException("failureRate is from 0 to 1");
            }
        }
    }

    @Override
    public Class<Options> options() {
        return Options.class;
    }

    @Override
    public Provider create(String name, Options options, CamelContext camel) {
        return new Simulator(name, options);
    }

    private record Simulator(String name, Options options) implements Provider {

        @Override
        public String description() {
            return "simulator: made-up replies, no model is asked";
        }

        @Override
        public Optional<String> offBecause() {
            return Optional.empty();
        }

        @Override
        public ProviderModel model(Target target) {
            return new SimulatorModel(target, options);
        }

        @Override
        public DataTerms terms(String model) {
            return DataTerms.IN_PROCESS;
        }
    }
}
