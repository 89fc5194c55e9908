package dev.llmrouter.route;

import static dev.llmrouter.fixture.HostProcess.soon;
import static org.assertj.core.api.Assertions.assertThat;

import dev.llmrouter.fixture.FreePort;
import dev.llmrouter.fixture.HostProcess;
import dev.llmrouter.fixture.OperatorBuild;
import dev.llmrouter.fixture.PackagedJar;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The applications in {@code config/examples/}, each built from its own pom with the packaged jar, and run. */
class HostApplicationsIT {

    private static final Path EXAMPLES = Path.of("config/examples");
    private static final Path BUILT = Path.of("target/examples").toAbsolutePath();
    private static final Path REPOSITORY = Path.of("target/examples-repository").toAbsolutePath();

    @TempDir
    private Path folder = Path.of(".");

    private final List<HostProcess> started = new ArrayList<>();

    /** Lays the jar where Maven looks for it under a version that nobody else has, and builds all of them at once. */
    @BeforeAll
    static void build() throws Exception {
        PackagedJar.lay(REPOSITORY);
        PackagedJar.copy(EXAMPLES, BUILT);
        Files.writeString(
                BUILT.resolve("pom.xml"),
                """
            <project xmlns="http://maven.apache.org/POM/4.0.0">
              <modelVersion>4.0.0</modelVersion>
              <groupId>app</groupId>
              <artifactId>all</artifactId>
              <version>1</version>
              <packaging>pom</packaging>
              <modules><module>spring-boot</module><module>quarkus</module><module>camel-main</module><module>camel-k</module></modules>
            </project>
            """);
        OperatorBuild.write(
                BUILT.resolve("camel-k"),
                "summaries",
                List.of("camel:platform-http", "camel:kamelet"),
                PackagedJar.VERSION);
        PackagedJar.build(BUILT, REPOSITORY);
    }

    @AfterEach
    void stop() {
        started.forEach(HostProcess::close);
    }

    private HostProcess run(Path in, int port, String... command) throws IOException {
        return run(in, port, Map.of(), command);
    }

    private HostProcess run(Path in, int port, Map<String, String> environment, String... command) throws IOException {
        HostProcess app = HostProcess.start(in, port, environment, List.of(command));
        started.add(app);
        return app;
    }

    private HostProcess springBoot(String... options) throws IOException {
        int port = FreePort.any();
        return run(
                folder,
                port,
                Stream.concat(
                                Stream.of(
                                        "-jar",
                                        BUILT.resolve("spring-boot/target/app.jar")
                                                .toString(),
                                        "--server.port=" + port),
                                Stream.of(options))
                        .toArray(String[]::new));
    }

    private static void assertIsARouter(HostProcess app) throws Exception {
        app.assertAnswers();
        HttpResponse<String> unknown = app.send(app.to("/v1/embeddings")
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"model\":\"none\",\"input\":\"a\"}"))
                .build());
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(unknown.body()).contains("model_not_found");
        soon().until(() -> app.printed().contains("the timer was told: This is the llm-router simulator"));
    }

    /**
     * Has the agent call its tool. That asks the router twice, what to call and what to make of its result, as is counted by
     * a delay that all attempts have meanwhile.
     */
    private static void assertHasAnAgent(HostProcess app) throws Exception {
        putFaults(app, "{\"all\":{\"fault\":\"latency\",\"delay\":\"1ms\"}}");
        String text = URLEncoder.encode("call weather {\"city\":\"Oslo\"}", StandardCharsets.UTF_8);
        HttpResponse<String> reply = app.get("/agent?text=" + text);
        assertThat(reply.statusCode()).as(app.printed()).isEqualTo(200);
        assertThat(reply.body()).endsWith("The tool weather said: snow in Oslo");
        assertThat(app.get("/admin/faults").body()).contains("\"struck\":2");
        putFaults(app, "{}");
    }

    private static void putFaults(HostProcess app, String faults) throws Exception {
        HttpResponse<String> reply = app.send(app.to("/admin/faults")
                .header("content-type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString(faults))
                .build());
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
    }

    @Test
    void springBootHasItOnItsOwnServer() throws Exception {
        HostProcess app = springBoot().awaitPath("/v1/models");
        assertIsARouter(app);
        assertHasAnAgent(app);
        assertThat(app.get("/v1/say?text=Ahoy").body()).contains("You wrote: Ahoy");
        assertThat(app.get("/v1/nothing").statusCode()).isEqualTo(404);
        assertThat(app.get("/actuator/metrics/llm.calls").body()).contains("small");
        app.assertStops();
    }

    @Test
    void springBootHasNothingOfItWhereNoConfigurationIsNamed() throws Exception {
        HostProcess app = springBoot(
                        "--llm-router.config=",
                        // the route that asks for a router would rightly fail the start
                        "--camel.main.route-filter-exclude-pattern=text",
                        "--management.endpoints.web.exposure.include=beans")
                .awaitPath("/routes");
        soon().untilAsserted(() -> assertThat(app.get("/routes").body()).isEqualTo("1"));
        assertThat(app.get("/actuator/beans").body()).contains("camelContext").doesNotContain("dev.llmrouter");
        assertThat(app.get("/v1/models").statusCode()).isEqualTo(404);
    }

    @Test
    void springBootSaysWhatIsWrongWithAConfiguration() throws Exception {
        Path config = Files.writeString(
                folder.resolve("router.yaml"), "providers:\n  sim: { type: simulator, latencey: 1ms }\n");
        HostProcess app = springBoot("--llm-router.config=" + config);
        assertThat(app.awaitExit()).isEqualTo(1);
        assertThat(app.printed())
                .contains("llm-router can't start.")
                .contains("router.yaml:2")
                .contains("latency")
                .doesNotContain("\tat ");
    }

    @Test
    void springBootSaysWhichModelIsNot() throws Exception {
        HostProcess app = springBoot("--llm-router.model=smal");
        assertThat(app.awaitExit()).isEqualTo(1);
        assertThat(app.printed())
                .contains("Invalid value 'smal' for configuration property 'llm-router.model'")
                .contains("Did you mean small?")
                .doesNotContain("\tat ");
    }

    @Test
    void quarkusHasItOnItsOwnServer() throws Exception {
        int port = FreePort.any();
        HostProcess app = run(
                        BUILT.resolve("quarkus"),
                        port,
                        "-Dquarkus.http.port=" + port,
                        "-jar",
                        "target/quarkus-app/quarkus-run.jar")
                .awaitPath("/v1/models");
        assertIsARouter(app);
        assertHasAnAgent(app);
        assertThat(Integer.parseInt(app.get("/routes").body())).isGreaterThan(2);
        app.assertStops();
    }

    /** With the older LangChain4j that its BOM has; the simulator, which stands in for a model, does not say yes. */
    @Test
    void whatAnOperatorOfCamelKBuildsAsksTheRouter() throws Exception {
        int port = FreePort.any();
        HostProcess app = run(
                BUILT.resolve("camel-k"),
                port,
                Map.of(
                        "LLM_ROUTER_CONFIG",
                        Path.of("camel-k/integrations/router.yaml")
                                .toAbsolutePath()
                                .toString(),
                        "LLM_ROUTER_DATA",
                        folder.resolve("data").toString()),
                "-Dquarkus.http.port=" + port,
                "-jar",
                "target/quarkus-app/quarkus-run.jar");
        app.awaitPrinted("Listening on");
        HttpResponse<String> refused = app.send(app.to("/summaries")
                .POST(HttpRequest.BodyPublishers.ofString("A long text."))
                .build());
        assertThat(refused.statusCode()).as(app.printed()).isEqualTo(500);
        assertThat(app.printed()).contains("The text does not keep the rule 'The text contains no passwords");
        app.assertStops();
    }

    @Test
    void camelMainHasItOnItsOwnServer() throws Exception {
        int port = FreePort.any();
        HostProcess app = run(
                        BUILT.resolve("camel-main"), port, "-Dcamel.server.port=" + port, "-jar", "target/app.jar")
                .awaitPath("/v1/models");
        assertIsARouter(app);
        assertHasAnAgent(app);
        app.assertStops();
    }

    @Test
    void aPlainContextAnswersWithNoServer() throws Exception {
        HostProcess app = run(BUILT.resolve("camel-main"), 0, "-jar", "target/app.jar", "Hello");
        assertThat(app.awaitExit()).isZero();
        assertThat(app.printed()).contains("You wrote: Hello");
    }
}
