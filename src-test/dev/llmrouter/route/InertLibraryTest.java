package dev.llmrouter.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.model.chat.ChatModel;
import dev.llmrouter.llm.LlmEndpoint;
import io.vertx.core.Vertx;
import java.util.Set;
import java.util.TreeSet;
import org.apache.camel.CamelContext;
import org.apache.camel.Processor;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;

/** An application that has this library on its class path, and does not use it. */
class InertLibraryTest {

    /** Starts a context with nothing in it but what the class path brings, and looks at it. */
    private static void assertNothingOfOursIn(CamelContext camel) {
        assertThat(camel.getRoutes()).isEmpty();
        assertThat(camel.getEndpoints()).isEmpty();
        assertThat(camel.getComponentNames()).doesNotContain("llm", "llm-http");
        assertThat(camel.getRegistry().findByType(Vertx.class)).isEmpty();
        assertThat(camel.getRegistry().findByType(Processor.class)).isEmpty();
        assertThat(camel.getRegistry().findByType(ChatModel.class)).isEmpty();
    }

    private static Set<String> vertxThreads() {
        Set<String> names = new TreeSet<>();
        Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("vert.x-"))
                .forEach(thread -> names.add(thread.getName() + thread.getId()));
        return names;
    }

    @Test
    void camelMainStartsNoRouteOfIt() {
        Set<String> before = vertxThreads();
        org.apache.camel.main.Main camel = new org.apache.camel.main.Main();
        try {
            camel.start();
            assertNothingOfOursIn(camel.getCamelContext());
            assertThat(before).containsAll(vertxThreads());
        } finally {
            camel.stop();
        }
    }

    @Test
    void aPlainContextKnowsItsEndpoints() throws Exception {
        try (DefaultCamelContext camel = new DefaultCamelContext()) {
            camel.start();
            assertNothingOfOursIn(camel);
            assertThat(camel.getEndpoint("llm:any")).isInstanceOf(LlmEndpoint.class);
            assertThat(camel.getRoutes()).isEmpty();
        }
    }
}
