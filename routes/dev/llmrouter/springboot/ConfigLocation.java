package dev.llmrouter.springboot;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.springframework.core.io.ClassPathResource;

/** Where a configuration is. */
final class ConfigLocation {

    private static final String CLASSPATH = "classpath:";
    private static final String CATALOG = "catalog.yaml";

    private ConfigLocation() {}

    /**
     * {@return the file of a location; one in a jar is copied out of it with the catalogue beside it, since what is read
     * may name further files}
     */
    static Path file(String location) {
        if (location.startsWith(CLASSPATH)) {
            return ofClasspath(new ClassPathResource(location.substring(CLASSPATH.length())), location);
        }
        return location.startsWith("file:/")
                ? Path.of(URI.create(location))
                : Path.of(location.replaceFirst("^file:", ""));
    }

    private static Path ofClasspath(ClassPathResource resource, String location) {
        if (!resource.exists()) {
            throw new IllegalArgumentException(
                    "There is no configuration at " + location + ". Set llm-router.config to a router.yaml.");
        }
        try {
            if (resource.isFile()) {
                return resource.getFile().toPath();
            }
            Path folder = Files.createTempDirectory("llm-router");
            Path copy = copy(resource, folder);
            ClassPathResource catalog = (ClassPathResource) resource.createRelative(CATALOG);
            if (catalog.exists()) {
                copy(catalog, folder);
            }
            folder.toFile().deleteOnExit();
            return copy;
        } catch (IOException e) {
            throw new UncheckedIOException(location + " can't be read", e);
        }
    }

    private static Path copy(ClassPathResource resource, Path folder) throws IOException {
        Path to = folder.resolve(String.valueOf(resource.getFilename()));
        try (InputStream in = resource.getInputStream()) {
            Files.copy(in, to);
        }
        return to;
    }
}
