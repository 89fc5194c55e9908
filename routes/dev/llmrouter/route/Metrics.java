package dev.llmrouter.route;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.component.micrometer.MicrometerConstants;
import org.apache.camel.component.micrometer.prometheus.MicrometerPrometheus;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;
import org.apache.camel.support.CamelContextHelper;

/**
 * Camel's Prometheus service, scraped on the router's own port instead of a management port beside it. Camel's meters
 * for every exchange and route are off: they cost several microseconds per call, and the router's own say more.
 */
final class Metrics extends MicrometerPrometheus {

    // by name Camel finds them too, but looks through an index for that and closes none that is AutoCloseable only
    private final JvmGcMetrics pauses = new JvmGcMetrics();
    private final List<MeterBinder> process = List.of(
            new JvmMemoryMetrics(), pauses, new JvmThreadMetrics(), new ProcessorMetrics(), new UptimeMetrics());

    Metrics(CamelContext camel) {
        setCamelContext(camel);
        setEnableRoutePolicy(false);
        setEnableExchangeEventNotifier(false);
        // a listener to any event makes Camel raise an event for every step
        setEnableRouteEventNotifier(false);
        setClearOnReload(false);
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        MeterRegistry meters = CamelContextHelper.mandatoryLookup(
                getCamelContext(), MicrometerConstants.METRICS_REGISTRY_NAME, MeterRegistry.class);
        process.forEach(binder -> binder.bindTo(meters));
        getCamelContext()
                .getRegistry()
                .findByType(VertxPlatformHttpRouter.class)
                .forEach(this::setupHttpScraper);
    }

    @Override
    protected void doStop() throws Exception {
        // its listener keeps all of a stopped router
        pauses.close();
        super.doStop();
    }
}
