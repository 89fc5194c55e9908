package dev.llmrouter.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code target/llm-router-VERSION.jar} as an application has it among its dependencies. */
class PackagedLibraryIT {

    /** The jar, whatever its version. */
    static Path jar() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("target"))) {
            return files.filter(file -> file.getFileName().toString().matches("llm-router-[\\d.]+(-SNAPSHOT)?\\.jar"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static List<String> names() throws IOException {
        try (JarFile jar = new JarFile(jar().toFile())) {
            return jar.stream().map(Object::toString).toList();
        }
    }

    @Test
    void aModularApplicationFindsItByItsName() throws IOException {
        ModuleDescriptor module =
                ModuleFinder.of(jar()).find("dev.llmrouter").orElseThrow().descriptor();
        assertThat(module.isAutomatic()).isTrue();
        assertThat(module.packages())
                .contains("dev.llmrouter.route")
                .allMatch(name -> name.startsWith("dev.llmrouter."));
    }

    @Test
    void itBringsItsLicenceAndNothingThatCamelOrAnApplicationWouldTakeForItsOwn() throws IOException {
        assertThat(names())
                .contains("META-INF/LICENSE", "META-INF/llm-router/routes/chat.camel.yaml")
                .doesNotContain("application.properties", "logback.xml", "META-INF/llm-router/router.yaml")
                .noneMatch(name -> name.startsWith("camel/"));
    }
}
