package dev.llmrouter.config;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;

/** Binds a provider's entry: its type says into which record the other keys go. */
final class ProviderEntries implements RecordBinder.Binding {

    private static final String TYPE = "type";

    private final Findings findings;
    private final Scalars scalars;
    private final RecordBinder binder;
    private final KindReader types;

    ProviderEntries(Findings findings, Scalars scalars, RecordBinder binder, Kinds types) {
        this.findings = findings;
        this.scalars = scalars;
        this.binder = binder;
        this.types = new KindReader(TYPE, types, findings);
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
                findings.report(at, "missing; " + types.list());
            }
            return null;
        }
        Record options = types.options(type, at)
                .map(record -> binder.record(record, values, path, Set.of(TYPE)))
                .orElse(null);
        return options == null ? null : new ProviderEntry(type, options);
    }
}
