package dev.llmrouter.route;

import dev.llmrouter.provider.Environment;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.model.Model;
import org.apache.camel.spi.Resource;
import org.apache.camel.spi.ResourceAware;
import org.apache.camel.support.LifecycleStrategySupport;
import org.jspecify.annotations.Nullable;

/**
 * Installs the standalone router, as the environment configures it, in a host that loads the router's route files by itself,
 * as Camel's command line does. A bean of {@code standalone.camel.yaml}, so that a host which loads that file has it.
 */
public final class RunByHost extends LifecycleStrategySupport implements CamelContextAware {

    private @Nullable CamelContext camel;

    @Override
    public @Nullable CamelContext getCamelContext() {
        return camel;
    }

    /** Has the router installed when the context begins to start. A file that is loaded again while it runs changes nothing. */
    @Override
    public void setCamelContext(CamelContext context) {
        boolean isFirst = camel == null;
        camel = context; // before it is told again by whom it is given to
        if (isFirst && !context.isStarted()) {
            context.addLifecycleStrategy(this);
        }
    }

    /** All files of the host have been read by now, and no route of theirs has looked for a bean yet. */
    @Override
    public void onContextInitializing(CamelContext context) {
        if (context.getRegistry().findSingleByType(LlmRouter.class) != null) {
            return;
        }
        ShippedRoutes.leave(context, loaded(context));
        new Standalone(Settings.of(System.getenv()), Environment.of(System.getenv()), true, false).install(context);
    }

    /** {@return the names of the files of the host} Camel tells not of which a configuration is; ours are in files of their names. */
    private static Set<String> loaded(CamelContext context) {
        Model model = context.getCamelContextExtension().getContextPlugin(Model.class);
        Stream<String> files = Stream.<ResourceAware>concat(
                        model.getRouteDefinitions().stream(), model.getRouteTemplateDefinitions().stream())
                .map(ResourceAware::getResource)
                .filter(Objects::nonNull)
                .map(Resource::getLocation)
                .map(location -> location.substring(location.lastIndexOf('/') + 1));
        Stream<String> configurations =
                model.getRouteConfigurationDefinitions().stream().map(one -> one.getId() + OwnRoutes.SUFFIX);
        return Stream.concat(files, configurations).collect(Collectors.toSet());
    }
}
