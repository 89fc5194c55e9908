package dev.llmrouter.config;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;

/**
 * A configuration as it was read: from a file, or from a resource, which may be in a jar and has no path.
 *
 * @param name where it is, as problems name it: a path, or a location with a scheme
 * @param yaml what it says
 */
public record ConfigText(String name, String yaml) {

    private static final String FILE = "file:";

    /** Checked again as text; this keeps a large file from being read at all. */
    private static final int MOST_BYTES = 4 * YamlDocument.MOST_CHARACTERS;

    /**
     * {@return what a file in UTF-8 says}
     *
     * @throws ConfigException where it can't be read
     */
    public static ConfigText of(Path file) {
        return read(file.toString(), "file", () -> Files.newInputStream(file));
    }

    /**
     * {@return what is at a location}
     *
     * @param location a file as a path or with {@code file:}, or with another scheme, as in {@code classpath:}, what Camel finds there
     * @throws ConfigException where it can't be read
     */
    public static ConfigText at(CamelContext camel, String location) {
        if (!ResourceHelper.hasScheme(location) || location.startsWith(FILE)) {
            return of(path(location));
        }
        Resource resource = resource(camel, location);
        return read(location, "resource", () -> {
            if (!resource.exists()) {
                throw new FileNotFoundException();
            }
            return resource.getInputStream();
        });
    }

    private static Path path(String location) {
        if (location.startsWith("file:/")) {
            try {
                return Path.of(URI.create(location));
            } catch (IllegalArgumentException e) {
                // with a blank in it, or two slashes: as it is
            }
        }
        return Path.of(location.startsWith(FILE) ? location.substring(FILE.length()) : location);
    }

    /** As for Spring, what is on the class path may begin with a slash. */
    private static Resource resource(CamelContext camel, String location) {
        return PluginHelper.getResourceLoader(camel)
                .resolveResource(location.replaceFirst("^classpath:/+", "classpath:"));
    }

    /** {@return the location of what it names: what stands beside it, unless the name is a path from the root or has a scheme} */
    public String beside(String place) {
        if (ResourceHelper.hasScheme(place)) {
            return place;
        }
        Path path = Path.of(place);
        if (path.isAbsolute() || !ResourceHelper.hasScheme(name)) {
            return FILE + (path.isAbsolute() ? path : Path.of(name).resolveSibling(path));
        }
        return name.substring(0, 1 + Math.max(name.lastIndexOf('/'), name.indexOf(':'))) + place;
    }

    /**
     * {@return what stands beside it under a name, where there is such a thing}
     *
     * @throws ConfigException where it can't be read
     */
    public Optional<ConfigText> sibling(CamelContext camel, String place) {
        String location = beside(place);
        return resource(camel, location).exists() ? Optional.of(at(camel, location)) : Optional.empty();
    }

    private interface Source {
        InputStream open() throws IOException;
    }

    private static ConfigText read(String name, String kind, Source source) {
        try (InputStream in = source.open()) {
            byte[] bytes = in.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                throw unreadable(name, "the " + kind + " is larger than 1 MB");
            }
            return new ConfigText(
                    name,
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(bytes))
                            .toString());
        } catch (NoSuchFileException | FileNotFoundException e) {
            throw unreadable(name, "there is no such " + kind);
        } catch (CharacterCodingException e) {
            throw unreadable(name, "the " + kind + " is not in UTF-8");
        } catch (IOException e) {
            throw unreadable(
                    name, "the " + kind + " can't be read: " + e.getClass().getSimpleName());
        }
    }

    private static ConfigException unreadable(String name, String message) {
        return new ConfigException(List.of(new Problem(name, 1, 1, "", message)));
    }
}
