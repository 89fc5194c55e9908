package dev.llmrouter.route;

import org.apache.camel.CamelContext;
import org.apache.camel.impl.engine.DefaultFactoryFinder;
import org.apache.camel.spi.FactoryFinder;

/** How providers and policies are found that some jar brings along. */
final class Extensions {

    private Extensions() {}

    /**
     * {@return what finds the classes that are named by the files of a folder of the class path} Not the finder of the
     * context itself: in some hosts, such as Quarkus, that knows no folders but Camel's own.
     */
    static FactoryFinder in(CamelContext camel, String folder) {
        return new DefaultFactoryFinder(camel.getClassResolver(), folder);
    }
}
