package dev.llmrouter.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.llmrouter.config.RouterFiles;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BannerTest {

    private static final String YAML =
            """
        providers:
          up: { type: openai, apiKey: "{{env:NO_SUCH_VARIABLE:}}" }
          keyless: { type: openai }
          sim: { type: simulator, latency: 1ms, perToken: 1ms }
        targets:
          gone: { provider: up, model: m }
          mine: { provider: sim, model: small }
          asleep: { provider: sim, model: other, disabled: true }
        """;

    @TempDir
    private static Path folder = Path.of(".");

    private static String banner(String yaml, String host, int port) throws Exception {
        Path config = Files.writeString(folder.resolve("router.yaml"), yaml);
        try (DefaultCamelContext camel = new DefaultCamelContext()) {
            camel.start();
            RouterFiles read = LlmRouter.read(camel, config);
            return Banner.of(new Settings(config, host, port, folder), port, LlmRouter.install(camel, read), true);
        }
    }

    @Test
    void saysWhereItIsAndWhoIsOn() throws Exception {
        assertThat(banner(YAML, "127.0.0.1", 8080))
                .contains("http://127.0.0.1:8080/v1")
                .contains("off      up: env:NO_SUCH_VARIABLE is not set")
                .contains("off      keyless: it has no apiKey")
                .contains("on       sim: simulator: made-up replies, no model is asked")
                .contains("off      asleep: disabled")
                .contains("models   mine\n")
                .doesNotContain("gone")
                .doesNotContain("careful");
    }

    @Test
    void saysWhereMessagesComeFrom() throws Exception {
        assertThat(banner(YAML + "channels: { jms: { broker: \"tcp://me:secret@127.0.0.1:1\" } }\n", "127.0.0.1", 8080))
                .contains("messages from llm.requests of the broker in channels.jms; replies to llm.replies")
                .doesNotContain("secret");
        assertThat(banner(YAML, "127.0.0.1", 8080)).doesNotContain("messages from");
    }

    @Test
    void saysWhichFoldersAreWatchedAndWhereBatchesAre() throws Exception {
        String inbox = folder.resolve("in").toString();
        String files = "{ inbox: " + inbox + ", outbox: " + folder.resolve("out") + ", failed: " + folder.resolve("bad")
                + ", parallel: 7 }";
        String both = YAML + "channels: { files: " + files + ", batches: { parallel: 3 } }\n";
        assertThat(banner(both, "127.0.0.1", 8080))
                .contains("files    from " + inbox + "; replies to " + folder.resolve("out"))
                .contains("what fails to " + folder.resolve("bad") + "; 7 calls at one time")
                .contains("batches  of OpenAI's API in " + folder.resolve("openai") + "; 3 lines at one time");
        assertThat(banner(YAML, "127.0.0.1", 8080)).doesNotContain("  files ").doesNotContain("  batches ");
    }

    @Test
    void warnsWhenOthersMayCall() throws Exception {
        assertThat(banner(YAML, "0.0.0.0", 80)).contains("careful").contains("http://localhost:80/v1");
        assertThat(banner(YAML, "::1", 80)).doesNotContain("careful").contains("http://[::1]:80/v1");
    }

    @Test
    void aRouterWithoutModelsSaysHowToAskAnyway() throws Exception {
        assertThat(banner("providers: { sim: { type: simulator } }", "127.0.0.1", 80))
                .contains("none configured; ask for PROVIDER/MODEL");
    }

    @Test
    void itsCurlLineIsAnswered() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/curl")), "curl is not installed");
        String yaml = YAML;
        try (TestRouter router = TestRouter.with(yaml)) {
            String banner = banner(yaml, "127.0.0.1", router.port());
            String line = banner.substring(banner.indexOf("curl "));
            Process curl = new ProcessBuilder("bash", "-c", line.strip() + " -sS --fail")
                    .redirectErrorStream(true)
                    .start();
            String output = new String(curl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(curl.waitFor(10, TimeUnit.SECONDS)).isTrue();
            assertThat(curl.exitValue()).as(output).isZero();
            assertThat(output).contains("You wrote: Hello");
        }
    }
}
