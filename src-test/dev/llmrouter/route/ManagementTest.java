package dev.llmrouter.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmrouter.config.RouterFiles;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManagementTest {

    private static final String DISABLED = "org.apache.camel.jmx.disabled";
    private static final String[] TEXT = {String.class.getName()};

    @BeforeEach
    void on() {
        System.clearProperty(DISABLED);
    }

    @AfterEach
    void off() {
        System.setProperty(DISABLED, "true");
    }

    @Test
    void operatorsDrainByJmx(@TempDir Path folder) throws Exception {
        Path config = Files.writeString(
                folder.resolve("router.yaml"),
                "providers: { sim: { type: simulator } }\ntargets: { mini: { provider: sim, model: m } }");
        try (DefaultCamelContext camel = new DefaultCamelContext()) {
            camel.start();
            RouterFiles files = LlmRouter.read(camel, config);
            LlmRouter.install(camel, files);
            ObjectName name = new ObjectName(
                    "org.apache.camel:context=" + camel.getManagementName() + ",type=llm,name=targetStates");
            MBeanServer server = ManagementFactory.getPlatformMBeanServer();
            ProducerTemplate route = camel.createProducerTemplate();

            server.invoke(name, "drain", new Object[] {"mini"}, TEXT);
            assertThat(ask(route).getException()).hasMessageContaining("mini is drained");
            assertThat(server.getAttribute(name, "DrainedTargets")).isEqualTo(List.of("mini"));
            assertThat(server.invoke(name, "isDrained", new Object[] {"mini"}, TEXT))
                    .isEqualTo(true);

            server.invoke(name, "resume", new Object[] {"mini"}, TEXT);
            assertThat(ask(route).getException()).isNull();

            server.invoke(name, "drainProvider", new Object[] {"sim"}, TEXT);
            assertThat(server.getAttribute(name, "DrainedProviders")).isEqualTo(List.of("sim"));
            assertThat(ask(route).getException()).hasMessageContaining("mini is of a provider that is drained");
            server.invoke(name, "resumeProvider", new Object[] {"sim"}, TEXT);
            assertThat(ask(route).getException()).isNull();
        }
    }

    @Test
    void theStandaloneRouterCanBeManagedToo() throws Exception {
        try (TestRouter router = TestRouter.with(
                "providers: { sim: { type: simulator } }\ntargets: { mini: { provider: sim, model: m } }")) {
            MBeanServer server = ManagementFactory.getPlatformMBeanServer();
            ObjectName name = server.queryNames(new ObjectName("org.apache.camel:type=llm,name=targetStates,*"), null)
                    .iterator()
                    .next();
            server.invoke(name, "drain", new Object[] {"mini"}, TEXT);
            assertThat(router.ask("mini").statusCode()).isEqualTo(503);
        }
    }

    private static Exchange ask(ProducerTemplate route) {
        String body = "{\"model\":\"mini\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";
        return route.request("direct:chat", exchange -> exchange.getMessage().setBody(body));
    }
}
