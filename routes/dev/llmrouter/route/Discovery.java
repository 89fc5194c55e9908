package dev.llmrouter.route;

import dev.llmrouter.config.ConfigException;
import dev.llmrouter.config.ConfigReader;
import dev.llmrouter.config.ConfigText;
import dev.llmrouter.config.ProviderEntry;
import dev.llmrouter.config.RouterConfig;
import dev.llmrouter.config.RouterFiles;
import dev.llmrouter.llm.EventLoops;
import dev.llmrouter.provider.Environment;
import dev.llmrouter.provider.Preset;
import dev.llmrouter.provider.Presets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Providers that are on without an entry, under the name of their type: those whose keys are in the environment, and
 * Ollama where it answers. What the configuration says of a type, or under its name, stands instead.
 */
final class Discovery {

    private static final Logger LOG = LoggerFactory.getLogger(Discovery.class);
    private static final String OLLAMA = "ollama";

    private final CamelContext camel;
    private final RouterFiles files;
    private final RouterConfig config;
    private final Environment environment;
    private final CompletableFuture<Optional<LocalOllama>> ollama;
    private final Map<String, ProviderEntry> found = new LinkedHashMap<>();
    private final Map<String, String> reasons = new LinkedHashMap<>();

    private Discovery(
            CamelContext camel,
            RouterFiles files,
            Environment environment,
            CompletableFuture<Optional<LocalOllama>> ollama) {
        this.camel = camel;
        this.files = files;
        this.config = files.config();
        this.environment = environment;
        this.ollama = ollama;
    }

    /**
     * What is on without an entry.
     *
     * @param files with all of the providers, those of the configuration first
     * @param reasons by the name of such a provider: why it is on
     */
    record Found(RouterFiles files, Map<String, String> reasons) {}

    /** {@return the configuration as it is, with nothing looked for} */
    static Found nothing(RouterFiles files) {
        return new Found(files, Map.of());
    }

    /** Begins to look; Ollama has as long to answer as the caller has other things to do, or a moment. */
    static Discovery begin(CamelContext camel, RouterFiles files) {
        Environment environment = Environment.of(camel);
        return new Discovery(
                camel,
                files,
                environment,
                isConfigured(files.config(), OLLAMA)
                        ? CompletableFuture.completedFuture(Optional.empty())
                        : LocalOllama.look(EventLoops.of(camel), environment.value("OLLAMA_HOST")));
    }

    /** {@return what there is} */
    Found end() {
        Presets presets = Presets.shipped();
        presets.types().forEach(this::lookForType);
        presets.servers().forEach(this::lookForServer);
        ollama.join().ifPresent(this::addOllama);
        Map<String, ProviderEntry> all = new LinkedHashMap<>(config.providers());
        all.putAll(found);
        return new Found(new RouterFiles(config.with(all), files.catalog(), files.text()), reasons);
    }

    private static boolean isConfigured(RouterConfig config, String type) {
        return config.providers().containsKey(type)
                || config.providers().values().stream()
                        .anyMatch(entry -> entry.type().equals(type));
    }

    private void lookForType(String type, Map<String, List<String>> options) {
        if (!options.isEmpty() && !isConfigured(config, type) && Providers.hasClass(camel, type)) {
            Map<String, String> set = new LinkedHashMap<>();
            options.forEach((option, variables) -> variables.stream()
                    .filter(variable -> environment.value(variable) != null)
                    .findFirst()
                    .ifPresent(variable -> set.put(option, variable)));
            if (set.size() == options.size()) {
                addSet(type, set);
            }
        }
    }

    private void lookForServer(String type, Preset preset) {
        String key = preset.key();
        if (key != null && environment.value(key) != null && !isConfigured(config, type)) {
            addSet(type, Map.of("apiKey", key));
        }
    }

    private void addSet(String type, Map<String, String> variables) {
        String options = variables.entrySet().stream()
                .map(option -> ", " + option.getKey() + ": \"{{env:" + option.getValue() + "}}\"")
                .collect(Collectors.joining());
        String names = String.join(" and ", variables.values());
        add(type, type, options, names + (variables.size() == 1 ? " is set" : " are set"));
    }

    private void addOllama(LocalOllama there) {
        boolean isOwn = Providers.hasClass(camel, OLLAMA);
        String options = ", baseUrl: \"" + there.address() + (isOwn ? "" : "/v1") + "\"";
        add(OLLAMA, isOwn ? OLLAMA : "openai", options, there.description());
    }

    /** Read as an entry of the configuration would be; what does not fit is no reason not to start. */
    private void add(String name, String type, String options, String reason) {
        String yaml = "providers: { " + name + ": { type: " + type + options + " } }";
        try {
            RouterConfig read = ConfigReader.read(
                    new ConfigText("environment", yaml), this::resolve, Providers.kinds(camel), Policies.kinds(camel));
            found.put(name, Objects.requireNonNull(read.providers().get(name)));
            reasons.put(name, reason);
        } catch (ConfigException e) {
            LOG.warn("the provider {} is not on by itself: {}", name, e.getMessage());
        }
    }

    private @Nullable String resolve(String written) {
        String begin = "{{env:";
        return written.startsWith(begin)
                ? environment.value(written.substring(begin.length(), written.length() - 2))
                : written;
    }
}
