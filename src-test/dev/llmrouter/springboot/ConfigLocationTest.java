package dev.llmrouter.springboot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigLocationTest {

    @TempDir
    private Path folder = Path.of(".");

    @Test
    void aFileIsNamedByItsPathOrAsAUri() {
        Path file = folder.resolve("router.yaml").toAbsolutePath();
        assertThat(ConfigLocation.file(file.toString())).isEqualTo(file);
        assertThat(ConfigLocation.file(file.toUri().toString())).isEqualTo(file);
        assertThat(ConfigLocation.file("file:config/router.yaml")).isEqualTo(Path.of("config/router.yaml"));
    }

    @Test
    void whatIsInAJarIsThereAsAFileWithTheCatalogueBesideIt() throws Exception {
        Path jar = folder.resolve("app.jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            for (String name : new String[] {"llm/router.yaml", "llm/catalog.yaml"}) {
                out.putNextEntry(new ZipEntry(name));
                out.write(name.getBytes(java.nio.charset.StandardCharsets.UTF_8));
            }
        }
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try (URLClassLoader app = new URLClassLoader(new URL[] {jar.toUri().toURL()}, before)) {
            thread.setContextClassLoader(app);
            Path file = ConfigLocation.file("classpath:llm/router.yaml");
            assertThat(file).hasContent("llm/router.yaml");
            assertThat(file.resolveSibling("catalog.yaml")).hasContent("llm/catalog.yaml");
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    @Test
    void whatIsNotThereIsNamed() {
        assertThatThrownBy(() -> ConfigLocation.file("classpath:nowhere.yaml"))
                .hasMessage(
                        "There is no configuration at classpath:nowhere.yaml. Set llm-router.config to a router.yaml.");
    }
}
