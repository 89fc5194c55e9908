package dev.llmrouter.route;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmrouter.fixture.FreePort;
import dev.llmrouter.fixture.JmsCaller;
import dev.llmrouter.fixture.OtherBroker;
import dev.llmrouter.fixture.Resources;
import dev.llmrouter.fixture.Watched;
import jakarta.jms.Message;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.main.Main;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The files for Camel K: as its operator wants them, and run in Camel Main, whose YAML DSL reads Pipes and flows as they are. */
class CamelKFilesTest {

    private static final Path FOLDER = Path.of("camel-k");
    private static final Path CONFIG = FOLDER.resolve("integrations/router.yaml");

    @TempDir
    private Path folder = Path.of(".");

    private static List<Path> files(String name) throws IOException {
        try (Stream<Path> files = Files.list(FOLDER.resolve(name))) {
            return files.filter(file -> !file.equals(CONFIG)).sorted().toList();
        }
    }

    static List<Path> resources() throws IOException {
        List<Path> all = new ArrayList<>(files("integrations"));
        all.addAll(pipes());
        return all;
    }

    static List<Path> pipes() throws IOException {
        return files("pipes");
    }

    private static JsonNode read(Path file) {
        return Resources.in(file).get(0);
    }

    @ParameterizedTest
    @MethodSource("resources")
    void everyFileIsAsItsKindHasToBe(Path file) {
        assertThat(Resources.mistakes(read(file))).isEmpty();
    }

    /** A Kamelet as its catalogue has it: ours, or Camel's. */
    private static JsonNode kamelet(String name) {
        try (InputStream in =
                CamelKFilesTest.class.getClassLoader().getResourceAsStream("kamelets/" + name + ".kamelet.yaml")) {
            assertThat(in).as(name).isNotNull();
            return Resources.of(new String(in.readAllBytes(), StandardCharsets.UTF_8))
                    .get(0);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static Set<String> names(JsonNode object) {
        Set<String> all = new TreeSet<>();
        object.fieldNames().forEachRemaining(all::add);
        return all;
    }

    @ParameterizedTest
    @MethodSource("pipes")
    void aPipeGivesItsKameletsWhatTheyTakeAndNeed(Path file) {
        JsonNode spec = read(file).path("spec");
        List<JsonNode> ends = new ArrayList<>(List.of(spec.path("source"), spec.path("sink")));
        spec.path("steps").forEach(ends::add);
        List<JsonNode> kamelets = ends.stream().filter(end -> end.has("ref")).toList();
        assertThat(kamelets).isNotEmpty().allSatisfy(end -> {
            JsonNode definition = kamelet(end.at("/ref/name").asText()).at("/spec/definition");
            assertThat(names(definition.path("properties"))).containsAll(names(end.path("properties")));
            definition.path("required").forEach(needed -> assertThat(names(end.path("properties")))
                    .contains(needed.asText()));
        });
    }

    @Test
    void filesOfTheProfileAreWhereTheConfigurationLooksForThem() throws IOException {
        String profile = Files.readString(FOLDER.resolve("integrations/profile.yaml"));
        assertThat(profile)
                .contains("configmap:llm-router@/etc/llm-router", "LLM_ROUTER_CONFIG=/etc/llm-router/router.yaml")
                .contains("secret:llm-router-keys@/etc/llm-router-keys");
        assertThat(Files.readString(CONFIG))
                .contains("{{file:/etc/llm-router-keys/openai:}}", "{{file:/etc/llm-router-keys/anthropic:}}");
        assertThat(Files.readString(FOLDER.resolve("README.md")))
                .contains("create configmap llm-router --from-file=router.yaml=camel-k/integrations/router.yaml");
    }

    /** Camel Main with the router's configuration for integrations, in which no keys are set. */
    private Main camel() {
        Main camel = new Main();
        camel.addInitialProperty("camel.component.llm-router.config", CONFIG.toString());
        camel.addInitialProperty("camel.component.llm-router.data", folder.toString());
        return camel;
    }

    /** The same with the routes of a file, where that is another. */
    private Main camel(String file, String what, String instead) throws IOException {
        String yaml = Files.readString(FOLDER.resolve(file)).replaceAll(what, Matcher.quoteReplacement(instead));
        Path changed = Files.writeString(folder.resolve(Path.of(file).getFileName()), yaml);
        Main camel = camel();
        camel.configure().withRoutesIncludePattern("file:" + changed);
        return camel;
    }

    @Test
    void aFileInTheInboxIsAReplyInTheOutbox() throws Exception {
        Main camel = camel("pipes/files.yaml", "/data/", folder + "/");
        camel.start();
        try {
            Files.createDirectories(folder.resolve("inbox"));
            Files.writeString(folder.resolve("inbox/hello.txt"), "Hello");
            assertThat(Watched.read(folder.resolve("outbox/hello.txt"))).contains("You wrote: Hello");
        } finally {
            camel.stop();
        }
    }

    @Test
    void aTextThatIsPostedIsCheckedBeforeItIsSummarized() throws Exception {
        int port = FreePort.any();
        Path flows = Files.writeString(
                folder.resolve("flows.yaml"),
                read(FOLDER.resolve("integrations/summaries.yaml"))
                        .at("/spec/flows")
                        .toString());
        Main camel = camel();
        camel.configure().withRoutesIncludePattern("file:" + flows);
        camel.addInitialProperty("camel.server.enabled", "true");
        camel.addInitialProperty("camel.server.host", "127.0.0.1");
        camel.addInitialProperty("camel.server.port", Integer.toString(port));
        camel.start();
        try {
            HttpResponse<String> answer = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/summaries"))
                                    .POST(HttpRequest.BodyPublishers.ofString("A long text."))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            // the simulator, which stands in for a model, says more than yes
            assertThat(answer.statusCode()).isEqualTo(500);
        } finally {
            camel.stop();
        }
    }

    @Test
    void messagesGoThroughThePipeAndThroughTheRouteInJava() throws Exception {
        int port = FreePort.any();
        OtherBroker broker = new OtherBroker(folder.resolve("broker"), port);
        try (JmsCaller caller = new JmsCaller(port)) {
            String address = "tcp://127.0.0.1:" + port;
            // as the operator does, which makes properties of those of a Pipe
            Main pipe = camel("pipes/jms.yaml", "      brokerURL: .*\n", "");
            pipe.addInitialProperty("camel.kamelet.jms-apache-artemis-source.brokerURL", address);
            pipe.addInitialProperty("camel.kamelet.jms-apache-artemis-sink.brokerURL", address);
            pipe.start();
            try {
                caller.send("Hello");
                assertThat(JmsCaller.text(caller.reply())).contains("You wrote: Hello");
            } finally {
                pipe.stop();
            }
            Main java = camel();
            java.addInitialProperty("broker", address);
            java.configure().addRoutesBuilder(compiled(read(FOLDER.resolve("integrations/tickets.yaml"))));
            java.start();
            try {
                caller.send("Where is my parcel?");
                Message sorted = caller.reply();
                assertThat(JmsCaller.text(sorted)).isEqualTo("Where is my parcel?");
                assertThat(sorted.getStringProperty("topic")).contains("You wrote: Where is my parcel?");
            } finally {
                java.stop();
            }
        } finally {
            broker.close();
        }
    }

    /** The routes in the source of an integration, whose queues are those that a broker here has. */
    private RoutesBuilder compiled(JsonNode integration) throws Exception {
        JsonNode source = integration.at("/spec/sources/0");
        Path file = Files.writeString(
                folder.resolve(source.path("name").asText()),
                source.path("content")
                        .asText()
                        .replace("jms:queue:tickets", "jms:queue:llm.requests")
                        .replace("jms:queue:sorted", "jms:queue:llm.replies"));
        int failures = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        null,
                        "-proc:none",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-d",
                        folder.toString(),
                        file.toString());
        assertThat(failures).isZero();
        URLClassLoader loader = new URLClassLoader(new URL[] {folder.toUri().toURL()});
        return (RoutesBuilder)
                loader.loadClass("Tickets").getDeclaredConstructor().newInstance();
    }
}
