package dev.llmrouter.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmrouter.config.ConfigReader;
import dev.llmrouter.config.ConfigText;
import dev.llmrouter.config.RouterConfig;
import dev.llmrouter.fixture.Resources;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The files for Kubernetes: as its schemas want them, and of one mind with the router. No cluster is here to try them on. */
class KubernetesFilesTest {

    private static final Path FOLDER = Path.of("camel-k", "kustomize");
    private static final Path BASE = FOLDER.resolve("base");
    private static final Path REPLICAS = FOLDER.resolve("replicas");
    private static final Path DEPLOYMENT = FOLDER.resolve("deployment");
    private static final Pattern VARIABLE = Pattern.compile("\\{\\{env:([A-Z_]+)(:?)}}");

    private static List<Path> files(String pattern) throws IOException {
        try (Stream<Path> files = Files.walk(FOLDER)) {
            return files.filter(file -> file.getFileName().toString().matches(pattern))
                    .sorted()
                    .toList();
        }
    }

    /** What goes to a cluster: neither Kustomize's own files, nor the router's, nor those of Helm charts. */
    static List<Path> resources() throws IOException {
        return files("(?!kustomization\\.|router\\.|.*\\.(values|patch)\\.).*\\.yaml");
    }

    static List<Path> kustomizations() throws IOException {
        return files("kustomization\\.yaml");
    }

    static List<Path> configurations() throws IOException {
        return files("router\\.yaml");
    }

    private static JsonNode only(Path file) {
        List<JsonNode> all = Resources.in(file);
        assertThat(all).hasSize(1);
        return all.get(0);
    }

    private static JsonNode pod() {
        return only(BASE.resolve("stateful-set.yaml")).at("/spec/template/spec");
    }

    private static JsonNode container() {
        return pod().at("/containers/0");
    }

    private static List<String> texts(JsonNode list, String pointer) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(node -> node.at(pointer).asText())
                .filter(text -> !text.isEmpty())
                .toList();
    }

    @ParameterizedTest
    @MethodSource("resources")
    void everyFileIsAsItsKindHasToBe(Path file) {
        assertThat(Resources.in(file)).isNotEmpty().allSatisfy(resource -> assertThat(Resources.mistakes(resource))
                .isEmpty());
    }

    /** What a folder puts into a cluster, before it is patched. */
    private static List<JsonNode> gathered(Path folder) {
        JsonNode kustomization =
                Resources.in(folder.resolve("kustomization.yaml")).get(0);
        List<JsonNode> found = new ArrayList<>();
        for (String list : List.of("resources", "components")) {
            for (JsonNode entry : kustomization.path(list)) {
                Path named = folder.resolve(entry.asText());
                found.addAll(Files.isDirectory(named) ? gathered(named) : Resources.in(named));
            }
        }
        return found;
    }

    @ParameterizedTest
    @MethodSource("kustomizations")
    void whatIsNamedIsThereAndWhatIsPatchedToo(Path file) {
        Path folder = file.resolveSibling("");
        JsonNode kustomization = Resources.in(file).get(0);
        List<JsonNode> resources = gathered(folder);
        assertThat(resources).isNotEmpty();
        for (JsonNode generator : kustomization.path("configMapGenerator")) {
            generator.path("files").forEach(named -> assertThat(folder.resolve(named.asText()))
                    .isRegularFile());
        }
        for (JsonNode patch : kustomization.path("patches")) {
            JsonNode target = patch.path("target");
            JsonNode written = only(folder.resolve(patch.path("path").asText()));
            assertThat(resources)
                    .extracting(KubernetesFilesTest::identity)
                    .containsOnlyOnce(
                            target.isObject()
                                    ? identity(
                                            target.path("group").asText() + "/"
                                                    + target.path("version").asText(),
                                            target,
                                            target)
                                    : identity(written));
        }
    }

    private static String identity(JsonNode resource) {
        return identity(resource.path("apiVersion").asText(), resource, resource.path("metadata"));
    }

    private static String identity(String apiVersion, JsonNode kind, JsonNode name) {
        return String.join(
                " ", apiVersion, kind.path("kind").asText(), name.path("name").asText());
    }

    private static JsonNode deployment() {
        return Resources.patched(
                only(BASE.resolve("stateful-set.yaml")), only(DEPLOYMENT.resolve("deployment.patch.yaml")));
    }

    @Test
    void aDeploymentIsTheStatefulSetButForTheVolumeOfItsOwn() {
        assertThat(Resources.mistakes(only(BASE.resolve("stateful-set.yaml")))).isEmpty();
        assertThat(Resources.mistakes(deployment())).isEmpty();
        assertThat(deployment().path("kind").asText()).isEqualTo("Deployment");
        assertThat(deployment().at("/spec/template/spec/containers")).isEqualTo(pod().path("containers"));
        assertThat(texts(deployment().at("/spec/template/spec/volumes"), "/name"))
                .containsExactlyInAnyOrderElementsOf(texts(container().path("volumeMounts"), "/name"));
        JsonNode scaler = Resources.patched(
                only(REPLICAS.resolve("autoscaler.yaml")), only(DEPLOYMENT.resolve("autoscaler.patch.yaml")));
        assertThat(Resources.mistakes(scaler)).isEmpty();
        assertThat(scaler.at("/spec/scaleTargetRef/kind"))
                .isEqualTo(deployment().path("kind"));
    }

    @Test
    void aKeyThatNobodyKnowsIsFound() throws IOException {
        String probes = Files.readString(BASE.resolve("stateful-set.yaml"));
        JsonNode wrong =
                Resources.of(probes.replace("periodSeconds", "periodSecond")).get(0);
        assertThat(Resources.mistakes(wrong)).hasSize(3).allMatch(mistake -> mistake.contains("periodSecond"));
    }

    @ParameterizedTest
    @MethodSource("configurations")
    void theRouterReadsTheConfiguration(Path file) throws Exception {
        try (DefaultCamelContext camel = new DefaultCamelContext()) {
            RouterConfig config = ConfigReader.read(
                    ConfigText.of(file), KubernetesFilesTest::asInAPod, Providers.kinds(camel), Policies.kinds(camel));
            assertThat(config.models()).containsKey("smart");
            assertThat(config.tenants()).isNotEmpty();
        }
    }

    /** With what has to be set, and without what may be. */
    private static String asInAPod(String text) {
        return VARIABLE.matcher(text).replaceAll(found -> found.group(2).isEmpty() ? "jdbc:of:" + found.group(1) : "");
    }

    @ParameterizedTest
    @MethodSource("configurations")
    void everyVariableOfTheConfigurationIsOneOfThePod(Path file) throws IOException {
        Set<String> set = new HashSet<>(texts(container().path("env"), "/name"));
        if (file.startsWith(REPLICAS)) {
            set.addAll(texts(
                    only(REPLICAS.resolve("stateful-set.yaml")).at("/spec/template/spec/containers/0/env"), "/name"));
        }
        List<String> named = VARIABLE.matcher(Files.readString(file))
                .results()
                .map(found -> found.group(1))
                .toList();
        assertThat(named).isNotEmpty().allMatch(set::contains);
    }

    @Test
    void secretsAreOnlyReferredTo() throws IOException {
        for (Path file : resources()) {
            for (JsonNode resource : Resources.in(file)) {
                assertThat(resource.path("kind").asText()).isNotEqualTo("Secret");
                for (JsonNode variable : resource.at("/spec/template/spec/containers/0/env")) {
                    if (variable.path("name").asText().matches(".*(KEY|PASSWORD|URL|USER)")) {
                        assertThat(variable.at("/valueFrom/secretKeyRef/key").asText())
                                .as(variable.toString())
                                .isNotEmpty();
                    }
                }
            }
        }
    }

    /** {@code kubectl create secret generic NAME --from-literal=KEY=...} of the README there. */
    @Test
    void theSecretsAreThoseThatTheReadmeMakes() throws IOException {
        String readme = Files.readString(Path.of("camel-k", "README.md"));
        List<JsonNode> variables = new ArrayList<>();
        container().path("env").forEach(variables::add);
        only(REPLICAS.resolve("stateful-set.yaml"))
                .at("/spec/template/spec/containers/0/env")
                .forEach(variables::add);
        List<JsonNode> secrets = variables.stream()
                .map(variable -> variable.at("/valueFrom/secretKeyRef"))
                .filter(JsonNode::isObject)
                .toList();
        assertThat(secrets).hasSizeGreaterThan(4).allSatisfy(secret -> assertThat(readme)
                .containsPattern("secret generic " + secret.path("name").asText() + " [^`]*--from-literal="
                        + secret.path("key").asText() + "="));
    }

    @Test
    void probesAndMetersAreWhereTheRouterHasThem() {
        try (TestRouter router = TestRouter.with("providers: { sim: { type: simulator } }")) {
            for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
                JsonNode get = container().path(probe).path("httpGet");
                assertThat(get.path("port").asText()).isEqualTo("http");
                assertThat(router.get(get.path("path").asText()).statusCode()).isEqualTo(200);
            }
            router.ask("sim/any");
            JsonNode scraped =
                    only(FOLDER.resolve("monitoring/service-monitor.yaml")).at("/spec/endpoints/0");
            String scaledBy = only(REPLICAS.resolve("autoscaler.yaml"))
                    .at("/spec/metrics/0/pods/metric/name")
                    .asText();
            assertThat(router.get(scraped.path("path").asText()).body()).contains("\n" + scaledBy + "{");
            JsonNode rule = only(FOLDER.resolve("monitoring/prometheus-adapter.values.yaml"))
                    .at("/rules/custom/0");
            assertThat(rule.path("seriesQuery").asText()).startsWith(scaledBy + "{");
            assertThat(rule.at("/name/as").asText()).isEqualTo(scaledBy);
        }
    }

    @Test
    void portsAndNamesAreEachOthers() throws IOException {
        JsonNode service = only(BASE.resolve("service.yaml"));
        assertThat(texts(container().path("ports"), "/name")).containsExactly("http");
        assertThat(service.at("/spec/ports/0/targetPort").asText()).isEqualTo("http");
        assertThat(only(FOLDER.resolve("monitoring/service-monitor.yaml"))
                        .at("/spec/endpoints/0/port")
                        .asText())
                .isEqualTo(service.at("/spec/ports/0/name").asText());
        JsonNode set = only(BASE.resolve("stateful-set.yaml"));
        String name = set.at("/metadata/name").asText();
        assertThat(set.at("/spec/serviceName").asText())
                .isEqualTo(service.at("/metadata/name").asText());
        assertThat(only(REPLICAS.resolve("autoscaler.yaml"))
                        .at("/spec/scaleTargetRef/name")
                        .asText())
                .isEqualTo(name);
        assertThat(only(REPLICAS.resolve("stateful-set.yaml"))
                        .at("/metadata/name")
                        .asText())
                .isEqualTo(name);
        JsonNode labels = only(BASE.resolve("kustomization.yaml")).at("/labels/0/pairs");
        for (Path file : List.of(
                FOLDER.resolve("monitoring/service-monitor.yaml"), REPLICAS.resolve("disruption-budget.yaml"))) {
            assertThat(only(file).at("/spec/selector/matchLabels"))
                    .as(file.toString())
                    .isEqualTo(labels);
        }
    }

    @Test
    void everyFolderThatIsMountedIsAVolume() {
        Set<String> volumes = new HashSet<>(texts(pod().path("volumes"), "/name"));
        volumes.addAll(
                texts(only(BASE.resolve("stateful-set.yaml")).at("/spec/volumeClaimTemplates"), "/metadata/name"));
        assertThat(texts(container().path("volumeMounts"), "/name")).containsExactlyInAnyOrderElementsOf(volumes);
        List<String> mounted = texts(container().path("volumeMounts"), "/mountPath");
        assertThat(mounted).contains("/data", "/tmp");
        for (JsonNode variable : container().path("env")) {
            String value = variable.path("value").asText();
            if (value.startsWith("/")) {
                assertThat(mounted).as(variable.toString()).anyMatch(value::startsWith);
            }
        }
    }

    /** What Kubernetes sends to a pod of a Service of this name by itself would be no number. */
    @Test
    void thePortIsTheContainersOwn() {
        for (JsonNode variable : container().path("env")) {
            if ("LLM_ROUTER_PORT".equals(variable.path("name").asText())) {
                assertThat(variable.path("value").asText())
                        .isEqualTo(container().at("/ports/0/containerPort").asText());
                return;
            }
        }
        assertThat(container().path("env")).as("LLM_ROUTER_PORT").isEmpty();
    }

    @Test
    void aPodIsLeftAloneUntilItsRouterHasStopped() throws IOException {
        Properties properties = new Properties();
        properties.load(Files.newBufferedReader(Path.of("config", "application.properties")));
        int shutdown = Integer.parseInt(properties.getProperty("camel.main.shutdownTimeout"));
        assertThat(pod().path("terminationGracePeriodSeconds").asInt()).isBetween(shutdown + 10, 60);
    }

    @ParameterizedTest
    @ValueSource(strings = {"base", "replicas", "deployment"})
    void kustomizeMakesResourcesOfIt(String folder) throws Exception {
        String made = kustomized(FOLDER.resolve(folder));
        List<JsonNode> resources = Resources.of(made);
        assertThat(resources).hasSizeGreaterThan(2).allSatisfy(resource -> assertThat(Resources.mistakes(resource))
                .isEmpty());
        JsonNode config = resources.stream()
                .filter(resource -> "ConfigMap".equals(resource.path("kind").asText()))
                .findFirst()
                .orElseThrow();
        Path router =
                FOLDER.resolve(folder.equals("base") ? "base" : "replicas").resolve("router.yaml");
        assertThat(config.at("/data/router.yaml").asText()).isEqualTo(Files.readString(router));
        assertThat(made).contains("name: " + config.at("/metadata/name").asText() + "\n        name: config");
    }

    /** As the file says in its second line. */
    @Test
    void aDeploymentOfTheBaseIsOneRouter(@TempDir Path copy) throws Exception {
        for (Path file : files(".*\\.yaml")) {
            Path to = copy.resolve(FOLDER.relativize(file).toString());
            Files.createDirectories(to.resolveSibling(""));
            Files.writeString(to, Files.readString(file).replace("  - ../replicas", "  - ../base"));
        }
        assertThat(Resources.of(kustomized(copy.resolve("deployment"))))
                .extracting(resource -> resource.path("kind").asText())
                .containsExactlyInAnyOrder("ConfigMap", "Service", "Deployment");
    }

    private static String kustomized(Path folder) throws Exception {
        assumeTrue(hasKustomize(), "kubectl with kustomize is not installed");
        Process kubectl = new ProcessBuilder("kubectl", "kustomize", folder.toString())
                .redirectErrorStream(true)
                .start();
        String made = new String(kubectl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(kubectl.waitFor()).as(made).isZero();
        return made;
    }

    private static boolean hasKustomize() throws InterruptedException {
        try {
            return new ProcessBuilder("kubectl", "kustomize", "--help")
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
