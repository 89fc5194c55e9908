package dev.llmrouter.route;

import dev.llmrouter.call.UnknownModelException;
import dev.llmrouter.catalog.Nearest;
import dev.llmrouter.config.CatalogReader;
import dev.llmrouter.config.ChannelsEntry;
import dev.llmrouter.config.ConfigException;
import dev.llmrouter.config.ConfigReader;
import dev.llmrouter.config.ConfigText;
import dev.llmrouter.config.FileReference;
import dev.llmrouter.config.RouterConfig;
import dev.llmrouter.config.RouterFiles;
import dev.llmrouter.gateway.RouterModel;
import dev.llmrouter.provider.Provider;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.PropertiesComponent;
import org.jspecify.annotations.Nullable;

/**
 * Installs the router in a Camel context: from then on {@code direct:chat} and {@code llm-router:MODEL} take prompts, {@code
 * llm:TARGET} and the registry have every target's model, and the registry has every model of the router as LangChain4j's.
 * The installed router is there by its type. The routes are the YAML files beside this package.
 */
public final class LlmRouter {

    /**
     * The name of a {@code java.nio.file.Path} in the registry: the folder for state, which is made where it is needed. Without
     * one what has to be kept is only in memory, or in a folder for this run.
     */
    public static final String DATA = "llm-router-data";

    /** The name of a {@code java.nio.file.Path} in the registry: the folder of the operator's own routes. */
    public static final String ROUTES = "llm-router-routes";

    private final Installation installation;

    private LlmRouter(Installation installation) {
        this.installation = installation;
    }

    /**
     * {@return the configuration in a file and the catalogue of models beside it, where there is none the one that
     * comes with the router; placeholders are resolved by the context}
     *
     * @throws ConfigException with all that is wrong with it
     */
    public static RouterFiles read(CamelContext camel, Path file) {
        return read(camel, ConfigText.of(file));
    }

    /**
     * {@return the same at a location: a file, or with {@code classpath:} a resource, also of a jar}
     *
     * @throws ConfigException with all that is wrong with it
     */
    public static RouterFiles read(CamelContext camel, String location) {
        return read(camel, ConfigText.at(camel, location));
    }

    private static RouterFiles read(CamelContext camel, ConfigText text) {
        PropertiesComponent properties = camel.getPropertiesComponent();
        if (!properties.hasPropertiesFunction("file")) {
            properties.addPropertiesFunction(new FileReference());
        }
        RouterConfig config = ConfigReader.read(
                text, camel::resolvePropertyPlaceholders, Providers.kinds(camel), Policies.kinds(camel));
        return new RouterFiles(config, CatalogReader.beside(camel, text), text);
    }

    /**
     * Has the state of the router that is installed next kept in a folder, which is made where it does not exist.
     *
     * @throws IllegalArgumentException where nothing can be written there
     */
    public static void keepStateIn(CamelContext camel, Path folder) {
        camel.getRegistry().bind(DATA, Path.class, Settings.folder(folder));
    }

    /**
     * Has the router that is installed next take routes of a folder in place of those of the same file names that come with it,
     * others besides, and what is edited there while it runs.
     *
     * @throws IllegalArgumentException where it is no folder
     */
    public static void takeRoutesFrom(CamelContext camel, Path folder) {
        camel.getRegistry().bind(ROUTES, Path.class, OwnRoutes.checked(folder));
    }

    /**
     * Installs the spine, in a context that is starting or started; once per context. Nothing is on that does not stand
     * in the configuration, unless that says {@code discover: true}.
     *
     * @return the installed router
     * @throws IllegalStateException naming a route of the application that has the id of one of the router's
     * @throws Exception what Camel throws for a route that can't be loaded or started
     */
    public static LlmRouter install(CamelContext camel, RouterFiles files) throws Exception {
        return install(
                camel,
                Boolean.TRUE.equals(files.config().discover())
                        ? Discovery.begin(camel, files).end()
                        : Discovery.nothing(files));
    }

    static LlmRouter install(CamelContext camel, Discovery.Found found) throws Exception {
        LlmRouter router = new LlmRouter(Installation.in(camel, found));
        camel.getRegistry().bind("llm-router", LlmRouter.class, router);
        return router;
    }

    /**
     * Installs the HTTP channel on the host that is bound in this context, as {@code LlmHttpFilter} is in a servlet
     * container, or else on the Vert.x router that {@code platform-http} has there for the host's main server.
     *
     * @throws IllegalStateException naming a route of the application that has the id of one of the router's
     * @throws Exception what Camel throws for a route that can't be loaded or started
     */
    public void installHttp() throws Exception {
        installation.addHttp();
    }

    /**
     * {@return a model of the router as LangChain4j's} Those that stand in the configuration are in the registry as well, under
     * their names.
     *
     * @param name of a model or a target, or {@code PROVIDER/MODEL}; one that there is not fails when it is asked
     */
    public RouterModel model(String name) {
        return new RouterModel(installation.way(), name);
    }

    /**
     * Checks that a model is one that callers may ask for, as soon as the providers that it needs are on.
     *
     * @throws UnknownModelException where the configuration knows nothing of that name, naming what is near
     */
    public void require(String model) {
        String name = installation.models().nameOf(model);
        if (!installation.knows(name)) {
            throw installation.models().unknown(name);
        }
    }

    /**
     * Checks that the configuration has a tenant.
     *
     * @throws IllegalArgumentException where it has none of that name, naming what is near, or those that there are
     */
    public void requireTenant(String tenant) {
        Set<String> known = installation.config().tenants().keySet();
        if (!known.contains(tenant)) {
            List<String> near = Nearest.to(tenant, known);
            throw new IllegalArgumentException("There is no tenant '" + tenant + "'; "
                    + (near.isEmpty() ? "known: " + String.join(", ", known) : "did you mean " + near.get(0) + "?"));
        }
    }

    /** {@return the providers as configured, on or off, in the order of the configuration; then those that were found} */
    public List<Provider> providers() {
        return List.copyOf(installation.providers().values());
    }

    /** {@return why a provider is on that does not stand in the configuration; null for one that does} */
    @Nullable
    String reason(Provider provider) {
        return installation.reasons().get(provider.name());
    }

    /** {@return the names of the configured models and targets that callers may ask for} */
    public List<String> models() {
        return installation.offers().names();
    }

    /** {@return the names of the targets that the configuration switches off} */
    List<String> disabled() {
        return installation.offers().disabled();
    }

    /** {@return the names of the faults that are on} */
    Collection<String> faults() {
        return installation.faults().running().keySet();
    }

    /** {@return the ways besides HTTP on which prompts come} */
    ChannelsEntry channels() {
        return installation.config().channels();
    }

    /** {@return whether callers have to show who they are} */
    boolean isGuarded() {
        return installation.gate().isNeeded();
    }
}
