package dev.llmrouter.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** The keys and values of a mapping, with {@code <<} merged in; duplicate keys and keys that are no text are reported. */
final class Fields {

    static final String QUOTES = "put quotes around {{...}}";
    private static final String MERGE = "<<";

    private final Findings findings;

    Fields(Findings findings) {
        this.findings = findings;
    }

    /** {@return a new map from each key to its value, in the order of the file} */
    Map<String, Node> of(MappingNode mapping, KeyPath path) {
        Map<String, Node> keys = new LinkedHashMap<>();
        Map<String, Node> values = new LinkedHashMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
            if (tuple.getKeyNode() instanceof ScalarNode key) {
                add(key, tuple.getValueNode(), path, keys, values);
            } else {
                String message = isUnquotedPlaceholder(mapping) ? QUOTES : "a key must be plain text";
                findings.report(tuple.getKeyNode().getStartMark(), path, message);
            }
        }
        Node merged = values.remove(MERGE);
        keys.remove(MERGE);
        keys.forEach((key, node) -> findings.place(path.key(key), node));
        if (merged != null) {
            merge(merged, path, values);
        }
        return values;
    }

    /** {@return whether this is what YAML makes of a bare <code>{{env:NAME}}</code>: a mapping as the key of a mapping} */
    static boolean isUnquotedPlaceholder(Node node) {
        return node instanceof MappingNode mapping
                && mapping.getValue().stream().anyMatch(tuple -> tuple.getKeyNode() instanceof MappingNode);
    }

    private void add(ScalarNode key, Node value, KeyPath path, Map<String, Node> keys, Map<String, Node> values) {
        Node first = keys.putIfAbsent(key.getValue(), key);
        if (first == null) {
            values.put(key.getValue(), value);
        } else {
            int line = first.getStartMark().map(Mark::getLine).orElse(0) + 1;
            String message = "duplicate key; it stands in line " + line + " already";
            findings.report(key.getStartMark(), path.key(key.getValue()), message);
        }
    }

    private void merge(Node merged, KeyPath path, Map<String, Node> values) {
        List<? extends Node> sources = merged instanceof SequenceNode sequence ? sequence.getValue() : List.of(merged);
        for (Node source : sources) {
            if (source instanceof MappingNode mapping) {
                of(mapping, path).forEach(values::putIfAbsent);
            } else {
                findings.report(path, "<< expects an alias of a mapping, such as <<: *defaults");
            }
        }
    }
}
