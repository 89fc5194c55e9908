package dev.llmrouter.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.llmrouter.fixture.FreePort;
import dev.llmrouter.fixture.JmsCaller;
import dev.llmrouter.fixture.OtherRouter;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged jars as modules, with those beside them on the class path that the README names. */
class ModulePathIT {

    private static final Predicate<String> ON_THE_CLASS_PATH = Pattern.compile(
                    "(artemis|activemq|commons|jgroups|jakarta\\.transaction|okio)-.*")
            .asMatchPredicate();

    private static final String MODULES = "ALL-MODULE-PATH,java.se,jdk.unsupported";

    @TempDir
    private Path folder = Path.of(".");

    private static String path(Predicate<String> names) throws IOException {
        try (Stream<Path> libraries = Files.list(Path.of("target/app/lib"))) {
            return Stream.concat(Stream.of(PackagedLibraryIT.jar()), libraries)
                    .filter(jar -> names.test(jar.getFileName().toString()))
                    .map(Path::toString)
                    .collect(Collectors.joining(File.pathSeparator));
        }
    }

    private void compile(String modulePath) throws IOException {
        Path module = Files.writeString(
                folder.resolve("module-info.java"),
                """
            module app {
                requires dev.llmrouter;
                requires camel.core.engine;
            }
            """);
        Path app = Files.writeString(
                folder.resolve("App.java"),
                """
            package app;

            import dev.llmrouter.route.LlmRouter;
            import java.nio.file.Path;
            import org.apache.camel.impl.DefaultCamelContext;

            public class App {
                public static void main(String[] args) throws Exception {
                    try (DefaultCamelContext camel = new DefaultCamelContext()) {
                        camel.start();
                        LlmRouter.install(camel, LlmRouter.read(camel, Path.of(args[0])));
                        String reply = camel.createProducerTemplate()
                                .requestBody("llm-router:small", "Hello", String.class);
                        System.out.println(App.class.getModule() + " asks " + LlmRouter.class.getModule() + ": " + reply);
                    }
                }
            }
            """);
        int failed = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        null,
                        "--module-path",
                        modulePath,
                        "-d",
                        folder.resolve("app").toString(),
                        module.toString(),
                        app.toString());
        assertThat(failed).isZero();
    }

    @Test
    void anApplicationThatIsAModuleAsksTheRouter() throws Exception {
        String modulePath = path(ON_THE_CLASS_PATH.negate());
        compile(modulePath);
        Path config = Files.writeString(
                folder.resolve("router.yaml"),
                """
            providers: { sim: { type: simulator, latency: 1ms, perToken: 1ms } }
            targets: { small: { provider: sim, model: small } }
            """);
        Path out = folder.resolve("app.log");
        Process java = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Dlogback.configurationFile=dev/llmrouter/route/logback.xml",
                        "--module-path",
                        modulePath + File.pathSeparator + folder.resolve("app"),
                        "--add-modules",
                        MODULES,
                        "--module",
                        "app/app.App",
                        config.toString())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        int failed = java.waitFor();
        assertThat(failed).as(Files.readString(out)).isZero();
        assertThat(out).content().contains("module app asks module dev.llmrouter: This is the llm-router simulator");
    }

    @Test
    void allOfTheRouterIsModulesButForArtemisAndWhatItBrings() throws Exception {
        int port = FreePort.any();
        String yaml =
                """
            providers: { sim: { type: simulator, latency: 1ms, perToken: 1ms } }
            targets: { small: { provider: sim, model: small } }
            channels: { jms: { port: %d, model: small } }
            """
                        .formatted(port);
        List<String> launch = List.of(
                "--module-path",
                path(ON_THE_CLASS_PATH.negate()),
                "--class-path",
                path(ON_THE_CLASS_PATH),
                "--add-modules",
                MODULES,
                "--module",
                "dev.llmrouter/dev.llmrouter.route.Main");
        try (OtherRouter router = new OtherRouter(folder, yaml, List.of(), launch);
                JmsCaller caller = new JmsCaller(port)) {
            caller.send("Ahoy");
            assertThat(JmsCaller.text(caller.reply())).contains("You wrote: Ahoy");
            await().untilAsserted(() ->
                    assertThat(router.get("/admin/ledger?format=jsonl")).contains("\"small\""));
        }
    }
}
