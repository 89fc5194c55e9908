package dev.llmrouter.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.llmrouter.fixture.FreePort;
import dev.llmrouter.fixture.OperatorBuild;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The applications in {@code config/examples/}, each built from its own pom with the packaged jar, and run. */
class HostApplicationsIT {

    private static final String VERSION = "packaged";
    private static final Path EXAMPLES = Path.of("config/examples");
    private static final Path BUILT = Path.of("target/examples").toAbsolutePath();
    private static final Path REPOSITORY = Path.of("target/examples-repository").toAbsolutePath();
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** Of a reply for which the simulator takes more than a second. */
    private static final long STREAMED_NANOS = TimeUnit.MILLISECONDS.toNanos(300);

    private static final int STOPPED_BY_SIGTERM = 143;
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @TempDir
    private Path folder = Path.of(".");

    private final List<Process> started = new ArrayList<>();

    /** An application with the port that it was told to take, and what it prints. */
    private record Running(Process process, int port, Path out) {

        String printed() {
            try {
                return Files.readString(out);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        HttpRequest.Builder to(String path) {
            return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
        }

        HttpResponse<String> get(String path) throws Exception {
            return CLIENT.send(to(path).build(), HttpResponse.BodyHandlers.ofString());
        }

        HttpRequest asking(boolean stream) {
            return to("/v1/chat/completions")
                    .header("content-type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString("{\"model\":\"small\",\"stream\":" + stream
                            + ",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}"))
                    .build();
        }

        private boolean isThere(String path) {
            try {
                return get(path).statusCode() == 200;
            } catch (Exception notYet) {
                return false;
            }
        }

        Running awaitPath(String path) {
            soon().until(() -> !process.isAlive() || isThere(path));
            assertThat(process.isAlive()).as(printed()).isTrue();
            return this;
        }

        int awaitExit() throws InterruptedException {
            assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .as(printed())
                    .isTrue();
            return process.exitValue();
        }
    }

    private static ConditionFactory soon() {
        return await().pollInterval(Duration.ofMillis(100)).atMost(PATIENCE);
    }

    /** Lays the jar where Maven looks for it under a version that nobody else has, and builds all of them at once. */
    @BeforeAll
    static void build() throws Exception {
        Path place = Files.createDirectories(
                REPOSITORY.resolve("dev/llmrouter/llm-router").resolve(VERSION));
        String pom = Files.readString(Path.of("pom.xml"));
        String version = pom.replaceAll("(?s).*?<artifactId>llm-router</artifactId>\\s*<version>([^<]*)<.*", "$1");
        Files.copy(
                Path.of("target/llm-router-" + version + ".jar"),
                emptied(place.resolve("llm-router-" + VERSION + ".jar")));
        Files.writeString(
                place.resolve("llm-router-" + VERSION + ".pom"),
                pom.replaceFirst("<version>" + version + "<", "<version>" + VERSION + "<"));
        copy(EXAMPLES, BUILT);
        Files.writeString(
                BUILT.resolve("pom.xml"),
                """
            <project xmlns="http://maven.apache.org/POM/4.0.0">
              <modelVersion>4.0.0</modelVersion>
              <groupId>app</groupId>
              <artifactId>all</artifactId>
              <version>1</version>
              <packaging>pom</packaging>
              <modules><module>spring-boot</module><module>quarkus</module><module>camel-main</module><module>jbang</module><module>camel-k</module></modules>
            </project>
            """);
        writeJBang(property("camel.version"));
        deleteWhatJBangKeeps();
        OperatorBuild.write(
                BUILT.resolve("camel-k"), "summaries", List.of("camel:platform-http", "camel:kamelet"), VERSION);
        maven("package");
    }

    /** Camel's command line, which is otherwise fetched by JBang. */
    private static void writeJBang(String camel) throws IOException {
        Path place = Files.createDirectories(BUILT.resolve("jbang"));
        Files.writeString(
                place.resolve("pom.xml"),
                """
            <project xmlns="http://maven.apache.org/POM/4.0.0">
              <modelVersion>4.0.0</modelVersion>
              <groupId>app</groupId>
              <artifactId>jbang</artifactId>
              <version>1</version>
              <packaging>pom</packaging>
              <dependencies>
                <dependency>
                  <groupId>org.apache.camel</groupId>
                  <artifactId>camel-jbang-core</artifactId>
                  <version>%s</version>
                </dependency>
              </dependencies>
              <build>
                <plugins>
                  <plugin>
                    <artifactId>maven-dependency-plugin</artifactId>
                    <version>3.8.1</version>
                    <executions>
                      <execution>
                        <phase>package</phase>
                        <goals><goal>copy-dependencies</goal></goals>
                        <configuration><outputDirectory>lib</outputDirectory></configuration>
                      </execution>
                    </executions>
                  </plugin>
                </plugins>
              </build>
            </project>
            """
                        .formatted(camel));
        Files.writeString(
                place.resolve("Camel.java"),
                """
            public class Camel {
                public static void main(String[] args) {
                    org.apache.camel.dsl.jbang.core.commands.CamelJBangMain.run(args);
                }
            }
            """);
    }

    /** It copies what it fetches into the local repository, where the next build would find the jar of this one. */
    private static void deleteWhatJBangKeeps() throws IOException {
        String repository = System.getProperty("maven.repo.local", System.getProperty("user.home") + "/.m2/repository");
        Path kept = Path.of(repository, "dev/llmrouter/llm-router", VERSION);
        if (Files.isDirectory(kept)) {
            try (Stream<Path> all = Files.walk(kept)) {
                for (Path one : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(one);
                }
            }
        }
    }

    private static Path emptied(Path file) throws IOException {
        Files.deleteIfExists(file);
        return file;
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Path copy = to.resolve(from.relativize(file).toString());
                Files.createDirectories(copy.resolveSibling(""));
                Files.copy(file, emptied(copy));
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private static void maven(String goal) throws Exception {
        Path log = BUILT.resolve("build.log");
        ProcessBuilder maven = new ProcessBuilder(
                        Path.of(System.getProperty("os.name").startsWith("Windows") ? "mvnw.cmd" : "mvnw")
                                .toAbsolutePath()
                                .toString(),
                        "-B",
                        "-T2",
                        "-f",
                        BUILT.toString(),
                        "-Dllm-router.version=" + VERSION,
                        "-Dmaven.repo.local.tail=" + REPOSITORY,
                        goal)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        maven.environment().put("JAVA_HOME", System.getProperty("java.home"));
        assertThat(maven.start().waitFor()).as(Files.readString(log)).isZero();
    }

    @AfterEach
    void stop() throws InterruptedException {
        for (Process process : started) {
            process.destroyForcibly().waitFor();
        }
    }

    private Running run(Path in, int port, String... command) throws IOException {
        return run(in, port, Map.of(), command);
    }

    private Running run(Path in, int port, Map<String, String> environment, String... command) throws IOException {
        Path out = Files.createTempFile(folder, "app", ".log");
        List<String> whole = new ArrayList<>();
        whole.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        whole.addAll(List.of(command));
        ProcessBuilder java = new ProcessBuilder(whole)
                .directory(in.toFile())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile());
        java.environment().keySet().removeIf(name -> name.startsWith("LLM_ROUTER_"));
        java.environment().putAll(environment);
        Process process = java.start();
        started.add(process);
        return new Running(process, port, out);
    }

    private Running springBoot(String... options) throws IOException {
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

    /** Asks as a client of OpenAI does, and sees that the first event comes before the last one is made. */
    private static void assertAnswers(Running app) throws Exception {
        HttpResponse<String> whole = CLIENT.send(app.asking(false), HttpResponse.BodyHandlers.ofString());
        assertThat(whole.statusCode()).as(whole.body()).isEqualTo(200);
        assertThat(whole.body()).contains("You wrote: Hello");
        HttpResponse<InputStream> stream = CLIENT.send(app.asking(true), HttpResponse.BodyHandlers.ofInputStream());
        long first = 0;
        long last = 0;
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                first = first == 0 && line.startsWith("data:") ? System.nanoTime() : first;
                last = line.equals("data: [DONE]") ? System.nanoTime() : last;
            }
        }
        assertThat(last - first).isGreaterThan(STREAMED_NANOS);
    }

    private static void assertIsARouter(Running app) throws Exception {
        assertAnswers(app);
        HttpResponse<String> unknown = CLIENT.send(
                app.to("/v1/embeddings")
                        .header("content-type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString("{\"model\":\"none\",\"input\":\"a\"}"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(unknown.body()).contains("model_not_found");
        soon().until(() -> app.printed().contains("the timer was told: This is the llm-router simulator"));
    }

    /**
     * Has the agent call its tool. That asks the router twice, what to call and what to make of its result, as is counted by
     * a delay that all attempts have meanwhile.
     */
    private static void assertHasAnAgent(Running app) throws Exception {
        putFaults(app, "{\"all\":{\"fault\":\"latency\",\"delay\":\"1ms\"}}");
        String text = URLEncoder.encode("call weather {\"city\":\"Oslo\"}", StandardCharsets.UTF_8);
        HttpResponse<String> reply = app.get("/agent?text=" + text);
        assertThat(reply.statusCode()).as(app.printed()).isEqualTo(200);
        assertThat(reply.body()).endsWith("The tool weather said: snow in Oslo");
        assertThat(app.get("/admin/faults").body()).contains("\"struck\":2");
        putFaults(app, "{}");
    }

    private static void putFaults(Running app, String faults) throws Exception {
        HttpResponse<String> reply = CLIENT.send(
                app.to("/admin/faults")
                        .header("content-type", "application/json")
                        .PUT(HttpRequest.BodyPublishers.ofString(faults))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
    }

    private static void assertStops(Running app) throws Exception {
        app.process().destroy();
        assertThat(app.awaitExit()).isEqualTo(STOPPED_BY_SIGTERM);
    }

    @Test
    void springBootHasItOnItsOwnServer() throws Exception {
        Running app = springBoot().awaitPath("/v1/models");
        assertIsARouter(app);
        assertHasAnAgent(app);
        assertThat(app.get("/v1/say?text=Ahoy").body()).contains("You wrote: Ahoy");
        assertThat(app.get("/v1/nothing").statusCode()).isEqualTo(404);
        assertThat(app.get("/actuator/metrics/llm.calls").body()).contains("small");
        assertStops(app);
    }

    @Test
    void springBootHasNothingOfItWhereNoConfigurationIsNamed() throws Exception {
        Running app = springBoot(
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
        Running app = springBoot("--llm-router.config=" + config);
        assertThat(app.awaitExit()).isEqualTo(1);
        assertThat(app.printed())
                .contains("llm-router can't start.")
                .contains("router.yaml:2")
                .contains("latency")
                .doesNotContain("\tat ");
    }

    @Test
    void springBootSaysWhichModelIsNot() throws Exception {
        Running app = springBoot("--llm-router.model=smal");
        assertThat(app.awaitExit()).isEqualTo(1);
        assertThat(app.printed())
                .contains("Invalid value 'smal' for configuration property 'llm-router.model'")
                .contains("Did you mean small?")
                .doesNotContain("\tat ");
    }

    @Test
    void quarkusHasItOnItsOwnServer() throws Exception {
        int port = FreePort.any();
        Running app = run(
                        BUILT.resolve("quarkus"),
                        port,
                        "-Dquarkus.http.port=" + port,
                        "-jar",
                        "target/quarkus-app/quarkus-run.jar")
                .awaitPath("/v1/models");
        assertIsARouter(app);
        assertHasAnAgent(app);
        assertThat(Integer.parseInt(app.get("/routes").body())).isGreaterThan(2);
        assertStops(app);
    }

    /** With the older LangChain4j that its BOM has; the simulator, which stands in for a model, does not say yes. */
    @Test
    void whatAnOperatorOfCamelKBuildsAsksTheRouter() throws Exception {
        int port = FreePort.any();
        Running app = run(
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
        soon().until(() -> !app.process().isAlive() || app.printed().contains("Listening on"));
        HttpResponse<String> refused = CLIENT.send(
                app.to("/summaries")
                        .POST(HttpRequest.BodyPublishers.ofString("A long text."))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(refused.statusCode()).as(app.printed()).isEqualTo(500);
        assertThat(app.printed()).contains("The text does not keep the rule 'The text contains no passwords");
        assertStops(app);
    }

    @Test
    void camelMainHasItOnItsOwnServer() throws Exception {
        int port = FreePort.any();
        Running app = run(BUILT.resolve("camel-main"), port, "-Dcamel.server.port=" + port, "-jar", "target/app.jar")
                .awaitPath("/v1/models");
        assertIsARouter(app);
        assertHasAnAgent(app);
        assertStops(app);
    }

    @Test
    void aPlainContextAnswersWithNoServer() throws Exception {
        Running app = run(BUILT.resolve("camel-main"), 0, "-jar", "target/app.jar", "Hello");
        assertThat(app.awaitExit()).isZero();
        assertThat(app.printed()).contains("You wrote: Hello");
    }

    /** A route of somebody's own and those of the router, each taken as it is edited; Kamelets are found in the jar. */
    @Test
    void jbangRunsRoutesAndTakesThemAsTheyAreEdited() throws Exception {
        Files.copy(EXAMPLES.resolve("camel-main/router.yaml"), folder.resolve("router.yaml"));
        copy(Path.of("routes"), folder.resolve("routes"));
        Path route = write("one", "kamelet:llm-router-action?model=small");
        try {
            Running app = jbang(
                    0,
                    Map.of("LLM_ROUTER_CONFIG", "router.yaml", "LLM_ROUTER_ROUTES", "routes"),
                    List.of(route.getFileName().toString()),
                    "--kamelets-version=" + property("camel-kamelets.version"));
            soon().until(() -> !app.process().isAlive() || app.printed().contains("one: You wrote: Hello"));
            assertThat(app.process().isAlive()).as(app.printed()).isTrue();
            write("two", "llm-router:small");
            soon().untilAsserted(() -> assertThat(app.printed()).contains("two: You wrote: Hello"));
            editChat();
            soon().untilAsserted(() -> assertThat(app.printed()).contains("a prompt came by"));
        } finally {
            deleteWhatJBangKeeps();
        }
    }

    /** {@code camel run routes/*.camel.yaml --dep=mvn:...}: the router by its own route files, and nothing else. */
    @Test
    void jbangRunsTheRouteFilesOfTheRouterAndTakesThemAsTheyAreEdited() throws Exception {
        Files.copy(EXAMPLES.resolve("camel-main/router.yaml"), folder.resolve("router.yaml"));
        copy(Path.of("routes"), folder.resolve("routes"));
        int port = FreePort.any();
        try (Stream<Path> routes = Files.list(folder.resolve("routes"))) {
            List<String> files = routes.filter(file -> file.toString().endsWith(".camel.yaml"))
                    .map(file -> folder.relativize(file).toString())
                    .sorted()
                    .toList();
            Running app = jbang(
                            port,
                            Map.of("LLM_ROUTER_CONFIG", "router.yaml", "LLM_ROUTER_PORT", String.valueOf(port)),
                            files)
                    .awaitPath("/health/ready");
            assertAnswers(app);
            assertThat(app.get("/admin/dead-letters").body()).contains("not_switched_on");
            editChat();
            soon().untilAsserted(() -> {
                assertAnswers(app);
                assertThat(app.printed()).contains("a prompt came by");
            });
        } finally {
            deleteWhatJBangKeeps();
        }
    }

    /** Camel's command line, as somebody who works on routes starts it. */
    private Running jbang(int port, Map<String, String> environment, List<String> files, String... more)
            throws IOException {
        List<String> command = new ArrayList<>(List.of(
                "-cp",
                BUILT.resolve("jbang/lib") + File.separator + "*",
                BUILT.resolve("jbang/Camel.java").toString(),
                "run"));
        command.addAll(files);
        command.addAll(
                List.of("--dep=mvn:dev.llmrouter:llm-router:" + VERSION, "--repos=" + REPOSITORY.toUri(), "--dev"));
        command.addAll(List.of(more));
        return run(folder, port, environment, command.toArray(String[]::new));
    }

    /** Has the route of a prompt say in the log that one came by. */
    private void editChat() throws IOException {
        Path chat = folder.resolve("routes/chat.camel.yaml");
        Files.writeString(
                chat,
                Files.readString(chat)
                        .replaceFirst("( +)- process: .*openCall.*", "$0\n$1- log: { message: a prompt came by }"));
    }

    private static String property(String name) throws IOException {
        return Files.readString(Path.of("pom.xml")).replaceAll("(?s).*?<" + name + ">([^<]*)<.*", "$1");
    }

    private Path write(String says, String asks) throws IOException {
        return Files.writeString(
                folder.resolve("app.camel.yaml"),
                """
            - route:
                id: app
                from:
                  uri: timer:app
                  parameters: { period: 500 }
                  steps:
                    - setBody: { constant: { expression: Hello } }
                    - to: { uri: "%s" }
                    - log: { message: "%s: ${body.replaceAll('(?s).*You wrote', 'You wrote')}" }
            """
                        .formatted(asks, says));
    }
}
