package dev.llmrouter.config;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;

/** Binds a model's entry: its policy says into which record the keys go that not every model has. */
final class ModelEntries implements RecordBinder.Binding {

    private static final String POLICY = "policy";
    private static final Set<String> TERMS = Arrays.stream(ModelTerms.class.getRecordComponents())
            .map(RecordComponent::getName)
            .collect(Collectors.toUnmodifiableSet());

    private final Findings findings;
    private final Scalars scalars;
    private final RecordBinder binder;
    private final KindReader policies;

    ModelEntries(Findings findings, Scalars scalars, RecordBinder binder, Kinds policies) {
        this.findings = findings;
        this.scalars = scalars;
        this.binder = binder;
        this.policies = new KindReader(POLICY, policies, findings);
    }

    @Override
    public @Nullable Object bind(MappingNode node, KeyPath path) {
        int before = findings.count();
        Map<String, Node> values = new Fields(findings).of(node, path);
        Node policyNode = values.remove(POLICY);
        KeyPath at = path.key(POLICY);
        String named = policyNode == null ? null : (String) scalars.read(String.class, policyNode, at);
        if (named == null && findings.count() > before) {
            return null;
        }
        String policy = named == null ? ModelEntry.PRIORITY : named;
        Map<String, Node> shared = new LinkedHashMap<>(values);
        shared.keySet().retainAll(TERMS);
        values.keySet().removeAll(TERMS);
        Set<String> others = new HashSet<>(TERMS);
        others.add(POLICY);
        Record options = policies.options(policy, at)
                .map(record -> binder.record(record, values, path, others))
                .orElse(null);
        // a shadow is no member: its replies are nobody's
        List<String> members = findings.references(path);
        ModelTerms terms = binder.record(ModelTerms.class, shared, path, Set.of());
        return terms == null || options == null ? null : new ModelEntry(policy, options, terms, members);
    }
}
