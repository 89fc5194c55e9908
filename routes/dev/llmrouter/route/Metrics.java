package dev.llmrouter.route;

import org.apache.camel.CamelContext;
import org.apache.camel.component.micrometer.prometheus.MicrometerPrometheus;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;

/**
 * Camel's Prometheus service, scraped on the router's own port instead of a management port beside it. Camel's meters
 * for every exchange and route are off: they cost several microseconds per call, and the router's own say more.
 */
final class Metrics extends MicrometerPrometheus {

    Metrics(CamelContext camel) {
        setCamelContext(camel);
        setEnableRoutePolicy(false);
        setEnableExchangeEventNotifier(false);
        // a listener to any event makes Camel raise an event for every step
        setEnableRouteEventNotifier(false);
        setClearOnReload(false);
        setBinders("jvm-memory,jvm-gc,jvm-thread,processor,uptime");
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        getCamelContext()
                .getRegistry()
                .findByType(VertxPlatformHttpRouter.class)
                .forEach(this::setupHttpScraper);
    }
}
