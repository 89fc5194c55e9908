package dev.llmrouter.config;

import dev.llmrouter.catalog.Catalog;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;

/** Reads {@code config/catalog.yaml} as strictly as {@link ConfigReader} reads {@code router.yaml}. Keeps nothing but the one in the jar. */
public final class CatalogReader {

    /** What the catalogue is called, beside a {@code router.yaml} and in the jar. */
    public static final String FILE = "catalog.yaml";

    /** A type of providers, and what such a provider calls a model, which may have slashes of its own. */
    static final Pattern NAME = Pattern.compile("[^/\\s]+/\\S+");

    private static final String PACKAGED = "META-INF/llm-router/" + FILE;
    private static final KeyPath MODELS = KeyPath.ROOT.key("models");

    private CatalogReader() {}

    /**
     * {@return the catalogue beside a {@code router.yaml}; where there is none, the one that comes with the router; placeholders
     * are resolved by the context}
     *
     * @throws ConfigException with every problem
     */
    public static Catalog beside(CamelContext camel, ConfigText routerYaml) {
        return routerYaml
                .sibling(camel, FILE)
                .map(text -> read(text.name(), text.yaml(), camel::resolvePropertyPlaceholders))
                .orElseGet(CatalogReader::packaged);
    }

    /** {@return the catalogue that comes with the router} */
    public static Catalog packaged() {
        return Packaged.CATALOG;
    }

    /** Read once for all routers of a process. */
    private static final class Packaged {
        static final Catalog CATALOG = readPackaged();
    }

    private static Catalog readPackaged() {
        try (InputStream yaml = CatalogReader.class.getClassLoader().getResourceAsStream(PACKAGED)) {
            String text = new String(Objects.requireNonNull(yaml, PACKAGED).readAllBytes(), StandardCharsets.UTF_8);
            return read(PACKAGED, text, value -> value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * {@return the catalogue in a text}
     *
     * @param fileName stands in the problems
     * @param placeholders resolves the placeholders of one value
     * @throws ConfigException with every problem
     */
    public static Catalog read(String fileName, String yaml, Function<String, String> placeholders) {
        Findings findings = new Findings(fileName);
        RecordBinder binder = new RecordBinder(findings, new Scalars(findings, placeholders));
        Catalog catalog = YamlDocument.compose(yaml, findings)
                .map(root -> {
                    findings.place(KeyPath.ROOT, root);
                    return (Catalog) binder.bind(Catalog.class, root, KeyPath.ROOT);
                })
                .orElse(null);
        findings.names(MODELS).stream()
                .filter(name -> !NAME.matcher(name).matches())
                .forEach(name -> findings.report(
                        MODELS.key(name), "a model stands here under TYPE/MODEL, such as openai/gpt-4.1"));
        if (catalog == null || findings.count() > 0) {
            throw findings.exception();
        }
        return catalog;
    }
}
