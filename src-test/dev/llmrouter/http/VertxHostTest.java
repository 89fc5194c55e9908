package dev.llmrouter.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmrouter.fixture.FreePort;
import java.util.Properties;
import org.apache.camel.CamelContext;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpServer;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpServerConfiguration;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class VertxHostTest {

    private final DefaultCamelContext camel = new DefaultCamelContext();

    @BeforeEach
    void start() {
        camel.start();
    }

    @AfterEach
    void stop() {
        camel.stop();
    }

    private static String server(CamelContext camel) throws Exception {
        VertxPlatformHttpServerConfiguration configuration = new VertxPlatformHttpServerConfiguration();
        configuration.setBindHost("127.0.0.1");
        configuration.setBindPort(FreePort.any());
        camel.addService(new VertxPlatformHttpServer(configuration));
        return VertxPlatformHttpRouter.getRouterNameFromPort(configuration.getBindPort());
    }

    private VertxPlatformHttpRouter router(String name) {
        return VertxPlatformHttpRouter.lookup(camel, name);
    }

    @Test
    void ofSeveralServersTheMainOneOfTheHostTakesThePaths() throws Exception {
        server(camel);
        String main = server(camel);
        Properties properties = new Properties();
        properties.setProperty("camel.server.port", main.replaceAll("\\D", ""));
        camel.getPropertiesComponent().setInitialProperties(properties);
        assertThat(VertxHost.of(camel, null).router()).isSameAs(router(main));
    }

    @Test
    void aServerMayBeNamed() throws Exception {
        server(camel);
        String named = server(camel);
        assertThat(VertxHost.of(camel, named).router()).isSameAs(router(named));
    }

    @Test
    void theOnlyServerIsTakenWhateverItsPort() throws Exception {
        String only = server(camel);
        assertThat(VertxHost.of(camel, null).router()).isSameAs(router(only));
    }

    @Test
    void withNoServerTheErrorSaysHowToHaveOne() {
        assertThatThrownBy(() -> VertxHost.of(camel, null)).hasMessageContaining("camel.server.enabled = true");
    }
}
