package dev.llmrouter.route;

import static dev.llmrouter.fixture.HostProcess.soon;
import static org.assertj.core.api.Assertions.assertThat;

import dev.llmrouter.fixture.FreePort;
import dev.llmrouter.fixture.HostProcess;
import dev.llmrouter.fixture.PackagedJar;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Camel's command line with the packaged jar, as somebody who works on routes starts it. */
class JBangIT {

    private static final Path BUILT = Path.of("target/jbang").toAbsolutePath();
    private static final Path REPOSITORY = Path.of("target/jbang-repository").toAbsolutePath();

    @TempDir
    private Path folder = Path.of(".");

    /** The command line is otherwise fetched by JBang. */
    @BeforeAll
    static void build() throws Exception {
        PackagedJar.lay(REPOSITORY);
        Files.createDirectories(BUILT);
        Files.writeString(
                BUILT.resolve("pom.xml"),
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
                        .formatted(PackagedJar.property("camel.version")));
        Files.writeString(
                BUILT.resolve("Camel.java"),
                """
            public class Camel {
                public static void main(String[] args) {
                    org.apache.camel.dsl.jbang.core.commands.CamelJBangMain.run(args);
                }
            }
            """);
        deleteWhatIsKept();
        PackagedJar.build(BUILT, REPOSITORY);
    }

    /** It copies what it fetches into the local repository, where the next build would find the jar of this one. */
    @AfterAll
    static void deleteWhatIsKept() throws IOException {
        String repository = System.getProperty("maven.repo.local", System.getProperty("user.home") + "/.m2/repository");
        Path kept = Path.of(repository, "dev/llmrouter/llm-router", PackagedJar.VERSION);
        if (Files.isDirectory(kept)) {
            try (Stream<Path> all = Files.walk(kept)) {
                for (Path one : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(one);
                }
            }
        }
    }

    @BeforeEach
    void lay() throws IOException {
        Files.copy(Path.of("config/examples/camel-main/router.yaml"), folder.resolve("router.yaml"));
        PackagedJar.copy(Path.of("routes"), folder.resolve("routes"));
    }

    private HostProcess run(int port, Map<String, String> environment, List<String> files, String... more)
            throws IOException {
        List<String> command = new ArrayList<>(List.of(
                "-cp",
                BUILT.resolve("lib") + File.separator + "*",
                BUILT.resolve("Camel.java").toString(),
                "run"));
        command.addAll(files);
        command.add("--dep=mvn:dev.llmrouter:llm-router:" + PackagedJar.VERSION);
        command.add("--repos=" + REPOSITORY.toUri());
        command.add("--dev");
        command.addAll(List.of(more));
        return HostProcess.start(folder, port, environment, command);
    }

    /** A route of somebody's own and those of the router, each taken as it is edited; Kamelets are found in the jar. */
    @Test
    void aRouteAsksTheRouterAndIsTakenAsItIsEdited() throws Exception {
        Path route = write("one", "kamelet:llm-router-action?model=small");
        try (HostProcess app = run(
                0,
                Map.of("LLM_ROUTER_CONFIG", "router.yaml", "LLM_ROUTER_ROUTES", "routes"),
                List.of(route.getFileName().toString()),
                "--kamelets-version=" + PackagedJar.property("camel-kamelets.version"))) {
            app.awaitPrinted("one: You wrote: Hello");
            write("two", "llm-router:small");
            app.awaitPrinted("two: You wrote: Hello");
            editChat();
            app.awaitPrinted("a prompt came by");
        }
    }

    /** {@code camel run routes/*.camel.yaml --dep=mvn:...}: the router by its own route files, and nothing else. */
    @Test
    void theRoutesOfTheRouterAreTheRouterAndAreTakenAsTheyAreEdited() throws Exception {
        int port = FreePort.any();
        try (HostProcess app = run(
                        port,
                        Map.of("LLM_ROUTER_CONFIG", "router.yaml", "LLM_ROUTER_PORT", String.valueOf(port)),
                        routes())
                .awaitPath("/health/ready")) {
            app.assertAnswers();
            assertThat(app.get("/admin/dead-letters").body()).contains("not_switched_on");
            editChat();
            soon().untilAsserted(() -> {
                app.assertAnswers();
                assertThat(app.printed()).contains("a prompt came by");
            });
        }
    }

    /** What a shell makes of {@code routes/*.camel.yaml}. */
    private List<String> routes() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("routes"))) {
            return files.map(file -> folder.relativize(file).toString())
                    .filter(file -> file.endsWith(".camel.yaml"))
                    .sorted()
                    .toList();
        }
    }

    /** Has the route of a prompt say in the log that one came by. */
    private void editChat() throws IOException {
        Path chat = folder.resolve("routes/chat.camel.yaml");
        Files.writeString(
                chat,
                Files.readString(chat)
                        .replaceFirst("( +)- process: .*openCall.*", "$0\n$1- log: { message: a prompt came by }"));
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
