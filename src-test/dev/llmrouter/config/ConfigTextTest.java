package dev.llmrouter.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmrouter.fixture.JarOf;
import java.io.IOException;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigTextTest {

    @TempDir
    private Path folder = Path.of(".");

    @Test
    void aFileIsNamedByItsPathOrAsAUri() throws IOException {
        try (DefaultCamelContext camel = new DefaultCamelContext()) {
            Path file = Files.writeString(folder.resolve("a b.yaml"), "a: b");
            ConfigText text = new ConfigText(file.toString(), "a: b");
            assertThat(ConfigText.at(camel, file.toString())).isEqualTo(text);
            assertThat(ConfigText.at(camel, "file:" + file)).isEqualTo(text);
            assertThat(ConfigText.at(camel, file.toUri().toString())).isEqualTo(text);
            assertThat(ConfigText.at(camel, "file:config/router.yaml").name()).isEqualTo("config/router.yaml");
        }
    }

    @Test
    void whatIsBesideAFileIsAFile() {
        ConfigText text = new ConfigText("config/router.yaml", "");
        assertThat(text.beside("more.csv")).isEqualTo("file:config/more.csv");
        assertThat(text.beside("/etc/more.csv")).isEqualTo("file:/etc/more.csv");
        assertThat(text.beside("classpath:more.csv")).isEqualTo("classpath:more.csv");
    }

    @Test
    void whatIsBesideAResourceIsAResource() {
        assertThat(new ConfigText("classpath:llm/router.yaml", "").beside("more.csv"))
                .isEqualTo("classpath:llm/more.csv");
        assertThat(new ConfigText("classpath:router.yaml", "").beside("more.csv"))
                .isEqualTo("classpath:more.csv");
        assertThat(new ConfigText("classpath:router.yaml", "").beside("/etc/more.csv"))
                .isEqualTo("file:/etc/more.csv");
    }

    @Test
    void whatIsInAJarIsReadThereAndSoIsWhatIsBesideIt() throws IOException {
        Map<String, String> content = Map.of("llm/router.yaml", "a: ü", "llm/catalog.yaml", "b: c", "no.yaml", "");
        try (URLClassLoader jar = JarOf.texts(folder.resolve("app.jar"), content);
                DefaultCamelContext camel = new DefaultCamelContext()) {
            camel.setApplicationContextClassLoader(jar);
            ConfigText text = ConfigText.at(camel, "classpath:llm/router.yaml");
            assertThat(text).isEqualTo(new ConfigText("classpath:llm/router.yaml", "a: ü"));
            assertThat(ConfigText.at(camel, "classpath:/llm/router.yaml").yaml())
                    .isEqualTo(text.yaml());
            assertThat(text.sibling(camel, "catalog.yaml"))
                    .contains(new ConfigText("classpath:llm/catalog.yaml", "b: c"));
            assertThat(text.sibling(camel, "no.yaml")).isEmpty();
        }
    }

    @Test
    void whatIsNotThereOrNotInUtf8IsNamed() throws IOException {
        Path latin = Files.write(folder.resolve("f.yaml"), "a: ä".getBytes(StandardCharsets.ISO_8859_1));
        try (DefaultCamelContext camel = new DefaultCamelContext()) {
            assertThatThrownBy(() -> ConfigText.at(camel, "classpath:nowhere.yaml"))
                    .isInstanceOf(ConfigException.class)
                    .hasMessage("classpath:nowhere.yaml:1: there is no such resource");
            assertThatThrownBy(() -> ConfigText.at(camel, "file:" + latin))
                    .hasMessage(latin + ":1: the file is not in UTF-8");
            assertThatThrownBy(() -> ConfigText.at(camel, folder.toString()))
                    .hasMessageStartingWith(folder + ":1: the file can't be read");
        }
    }
}
