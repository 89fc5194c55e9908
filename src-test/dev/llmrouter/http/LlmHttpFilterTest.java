package dev.llmrouter.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LlmHttpFilterTest {

    private final DefaultCamelContext camel = new DefaultCamelContext();
    private final LlmHttpFilter filter = new LlmHttpFilter();

    @AfterEach
    void close() throws Exception {
        camel.close();
    }

    private Map<String, Consumer<Peer>> serving(String... paths) {
        return Stream.of(paths).collect(Collectors.toMap(path -> path, path -> {
            Consumer<Peer> receiver = peer -> {};
            Consumer<Peer> own = receiver.andThen(peer -> {});
            filter.serve(camel.getEndpoint("llm-http:" + path, LlmHttpEndpoint.class), own);
            return own;
        }));
    }

    @Test
    void aPathIsTakenByItselfBeforeAnyBeginningOfIt() {
        Map<String, Consumer<Peer>> routes = serving("/v1/models", "/v1/models/*", "/v1/*");
        assertThat(filter.receiver("/v1/models")).isSameAs(routes.get("/v1/models"));
        assertThat(filter.receiver("/v1/models/")).isSameAs(routes.get("/v1/models"));
        assertThat(filter.receiver("/v1/models/a/b")).isSameAs(routes.get("/v1/models/*"));
        assertThat(filter.receiver("/v1/modelsx")).isSameAs(routes.get("/v1/*"));
    }

    @Test
    void aBeginningThatEndsWithASlashIsAlsoForThePathAbove() {
        Map<String, Consumer<Peer>> routes = serving("/admin/keys/*", "/health*");
        assertThat(filter.receiver("/admin/keys")).isSameAs(routes.get("/admin/keys/*"));
        assertThat(filter.receiver("/admin/keysx")).isNull();
        assertThat(filter.receiver("/health/ready")).isSameAs(routes.get("/health*"));
        assertThat(filter.receiver("/")).isNull();
        assertThat(filter.receiver("")).isNull();
    }

    @Test
    void aPathThatIsRemovedIsTheHostsAgain() {
        LlmHttpEndpoint endpoint = camel.getEndpoint("llm-http:/v1/models", LlmHttpEndpoint.class);
        Runnable removal = filter.serve(endpoint, peer -> {});
        removal.run();
        assertThat(filter.receiver("/v1/models")).isNull();
    }

    @Test
    void whatNobodyTakesIsTheHosts() {
        filter.serve(camel.getEndpoint("llm-http:/*?last=true", LlmHttpEndpoint.class), peer -> {});
        assertThat(filter.receiver("/any")).isNull();
    }
}
