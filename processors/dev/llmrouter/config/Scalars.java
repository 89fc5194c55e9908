package dev.llmrouter.config;

import dev.llmrouter.catalog.Secret;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * Reads single values, their placeholders resolved. Handles secrets: nothing that a placeholder resolved to, and
 * nothing at all that stands where a secret belongs, gets into a message.
 */
final class Scalars {

    /** Which of Camel's jars bring the functions that lead into vaults. */
    private static final Map<String, String> JARS = Map.of(
            "hashicorp", "camel-hashicorp-vault",
            "aws", "camel-aws-secrets-manager",
            "gcp", "camel-google-secret-manager",
            "azure", "camel-azure-key-vault",
            "cyberark", "camel-cyberark-vault",
            "ibm", "camel-ibm-secrets-manager",
            "secret", "camel-kubernetes",
            "configmap", "camel-kubernetes");

    private final Findings findings;
    private final Function<String, String> placeholders;

    Scalars(Findings findings, Function<String, String> placeholders) {
        this.findings = findings;
        this.placeholders = placeholders;
    }

    /** {@return the value; null where its placeholder is blank or a problem has been reported; a secret may be unset} */
    @Nullable
    Object read(Class<?> type, Node node, KeyPath path) {
        String expected = expected(type);
        if (!(node instanceof ScalarNode scalar)) {
            findings.report(path, Fields.isUnquotedPlaceholder(node) ? Fields.QUOTES : "expected " + expected);
            return null;
        }
        String written = scalar.getValue();
        if (type == Secret.class && !isReference(written)) {
            findings.report(path, "expected " + expected);
            return null;
        }
        String value = resolve(written, path);
        if (value == null) {
            return null;
        }
        if (type == Secret.class && isItself(written, value)) {
            findings.report(path, noFunction(written));
            return null;
        }
        if (isReference(written) && value.isBlank()) {
            return type == Secret.class ? found(written, value) : null;
        }
        return type == Secret.class ? secret(written, value, path) : plain(type, scalar, value, path);
    }

    static boolean isReference(String written) {
        int open = written.indexOf("{{");
        return open >= 0 && written.indexOf("}}", open) > open + 2;
    }

    private @Nullable Object plain(Class<?> type, ScalarNode scalar, String value, KeyPath path) {
        ScalarKind kind = ScalarKind.of(type);
        boolean resolved = !value.equals(scalar.getValue());
        if (!resolved && !kind.tags().contains(scalar.getTag())) {
            findings.report(path, wrong(kind, scalar.getTag()));
            return null;
        }
        try {
            Object read = kind.parse().apply(resolved && type != String.class ? value.strip() : value);
            findings.text(path, new Findings.Text(scalar.getValue(), value, read.toString()));
            return read;
        } catch (IllegalArgumentException e) {
            findings.report(path, wrong(kind, scalar.getTag()) + (resolved ? " behind the placeholder" : ""));
            return null;
        }
    }

    private static String wrong(ScalarKind kind, Tag tag) {
        String missing = tag.equals(Tag.NULL) ? "has no value; give one or leave the key out; " : "";
        return missing + "expected " + kind.expected();
    }

    /** What stands between the braces, such as {@code env:OPENAI_API_KEY}: it came to nothing, so it holds no secret. */
    private static String origin(String written) {
        return within(written).replaceAll("[:?]+$", "");
    }

    /**
     * Camel takes a function that it does not know for a property that is not set, and what stands behind the colon for its
     * value: a path in a vault would be sent as a key. Another word is a property with a default.
     */
    private static boolean isItself(String written, String value) {
        String within = within(written);
        int colon = within.indexOf(':');
        return colon > 0
                && JARS.containsKey(within.substring(0, colon))
                && !value.isBlank()
                && value.equals(within.substring(colon + 1));
    }

    private static String noFunction(String written) {
        String name = within(written).substring(0, within(written).indexOf(':'));
        return "there is no property function '" + name + "' here; add the jar org.apache.camel:" + JARS.get(name);
    }

    private static String within(String written) {
        return written.substring(written.indexOf("{{") + 2, written.indexOf("}}"));
    }

    private Secret secret(String written, String value, KeyPath path) {
        findings.text(path, new Findings.Text(written, value, value.strip()));
        return found(written, value);
    }

    /** What the reference leads to may be another secret later. */
    private Secret found(String written, @Nullable String value) {
        Secret secret = value == null || value.isBlank() ? Secret.unset(origin(written)) : Secret.of(value);
        return secret.from(() -> found(written, placeholders.apply(written)));
    }

    private @Nullable String resolve(String written, KeyPath path) {
        try {
            return Objects.requireNonNullElse(placeholders.apply(written), "");
        } catch (RuntimeException e) {
            // the exception is not quoted, since a vault's may hold what it was asked for
            findings.report(
                    path, "its placeholder can't be resolved; is what it names set? {{env:NAME:}} may be unset");
            return null;
        }
    }

    private static String expected(Class<?> type) {
        return type == Secret.class
                ? "a reference to a secret, never the secret itself: write \"{{env:NAME}}\""
                : ScalarKind.of(type).expected();
    }
}
