package dev.llmrouter.config;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;

/** Binds a provider's entry: its type says into which record the other keys go. */
final class ProviderEntries implements RecordBinder.Binding {

    private static final String TYPE = "type";

    private final Findings findings;
    private final Scalars scalars;
    private final RecordBinder binder;
    private final Function<String, Optional<Class<? extends Record>>> optionsOf;
    private final Set<String> types;

    ProviderEntries(
            Findings findings,
            Scalars scalars,
            RecordBinder binder,
            Function<String, Optional<Class<? extends Record>>> optionsOf,
            Set<String> types) {
        this.findings = findings;
        this.scalars = scalars;
        this.binder = binder;
        this.optionsOf = optionsOf;
        this.types = types;
    }

    @Override
    public @Nullable Object bind(MappingNode node, KeyPath path) {
        int before = findings.count();
        Map<String, Node> values = new Fields(findings).of(node, path);
        KeyPath at = path.key(TYPE);
        Node typeNode = values.remove(TYPE);
        String type = typeNode == null ? null : (String) scalars.read(String.class, typeNode, at);
        if (type == null) {
            if (findings.count() == before) {
                findings.report(at, "missing; " + Hint.list(types));
            }
            return null;
        }
        Record options = optionsOf(type, at)
                .map(record -> binder.record(record, values, path, Set.of(TYPE)))
                .orElse(null);
        return options == null ? null : new ProviderEntry(type, options);
    }

    private Optional<Class<? extends Record>> optionsOf(String type, KeyPath at) {
        boolean resolved = findings.text(at).filter(Findings.Text::isResolved).isPresent();
        try {
            Optional<Class<? extends Record>> options = optionsOf.apply(type);
            if (options.isEmpty()) {
                findings.report(at, "unknown type; " + (resolved ? Hint.list(types) : Hint.of(type, types)));
            }
            return options;
        } catch (RuntimeException e) {
            // such as one that names the jar that the type needs
            findings.report(at, resolved ? "can't be used" : "can't be used: " + e.getMessage());
            return Optional.empty();
        }
    }
}
