package dev.llmrouter.config;

import dev.llmrouter.catalog.DataTerms;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;

/** Binds a provider's entry: its type says into which record the other keys go. */
final class ProviderEntries implements RecordBinder.Binding {

    private static final String TYPE = "type";
    private static final Set<String> TERMS = names(DataTerms.class);

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
        return types.options(type, at)
                .map(record -> entry(type, record, values, path))
                .orElse(null);
    }

    /** Where a type has an option of the same name, that is what is meant, and its provider makes terms of it. */
    private @Nullable ProviderEntry entry(
            String type, Class<? extends Record> record, Map<String, Node> values, KeyPath path) {
        Map<String, Node> said = new LinkedHashMap<>(values);
        said.keySet().retainAll(TERMS);
        said.keySet().removeAll(names(record));
        values.keySet().removeAll(said.keySet());
        Set<String> others = new HashSet<>(TERMS);
        others.add(TYPE);
        DataTerms terms = binder.record(DataTerms.class, said, path, Set.of());
        Record options = binder.record(record, values, path, others);
        return terms == null || options == null ? null : new ProviderEntry(type, options, terms);
    }

    private static Set<String> names(Class<? extends Record> record) {
        return Arrays.stream(record.getRecordComponents())
                .map(RecordComponent::getName)
                .collect(Collectors.toUnmodifiableSet());
    }
}
