package dev.llmrouter.provider;

import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * What the router knows of providers by itself, read once from {@code META-INF/llm-router/presets.yaml}: servers that
 * are data alone, and which variables hold the keys of the types that have a class. Immutable.
 *
 * @param types by the name of a type with a class: the options that environment variables fill in, each with the
 *     variables to try; a type without any is never on by itself
 * @param servers by the name of a type without a class
 */
public record Presets(Map<String, Map<String, List<String>>> types, Map<String, Preset> servers) {

    private static final String FILE = "/META-INF/llm-router/presets.yaml";

    /** Keeps the order of the file. */
    public Presets {
        types = Collections.unmodifiableMap(new LinkedHashMap<>(types));
        servers = Collections.unmodifiableMap(new LinkedHashMap<>(servers));
    }

    private static final class Shipped {
        private static final Presets READ = read();

        private static Presets read() {
            try (InputStream file = Objects.requireNonNull(Presets.class.getResourceAsStream(FILE), FILE)) {
                Object yaml = new Load(LoadSettings.builder().setLabel(FILE).build()).loadFromInputStream(file);
                return JsonMapper.builder()
                        .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
                        .build()
                        .convertValue(yaml, Presets.class);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** {@return the presets that come with the router} */
    public static Presets shipped() {
        return Shipped.READ;
    }
}
