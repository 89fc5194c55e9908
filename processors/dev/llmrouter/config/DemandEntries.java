package dev.llmrouter.config;

import dev.llmrouter.catalog.Demand;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * Binds a demand: a list may be a single name, the providers and targets that it names have to be there, and a key
 * whose placeholder comes to nothing is a mistake, since a demand that silently goes away is worse than none.
 */
final class DemandEntries implements RecordBinder.Binding {

    private static final Set<String> LISTS = Set.of("region", "providers", "notProviders", "targets", "quantization");

    private final Findings findings;
    private final RecordBinder binder;

    DemandEntries(Findings findings, RecordBinder binder) {
        this.findings = findings;
        this.binder = binder;
    }

    @Override
    public @Nullable Object bind(MappingNode node, KeyPath path) {
        int before = findings.count();
        Map<String, Node> values = new LinkedHashMap<>(new Fields(findings).of(node, path));
        values.replaceAll((key, value) -> LISTS.contains(key) ? list(value) : value);
        Demand demand = binder.record(Demand.class, values, path, Set.of());
        if (demand == null || findings.count() > before) {
            return null;
        }
        values.forEach((key, value) -> checkWhole(demand, value, path.key(key)));
        name(demand.providers(), path.key("providers"), NameChecks.PROVIDERS);
        name(demand.notProviders(), path.key("notProviders"), NameChecks.PROVIDERS);
        name(demand.targets(), path.key("targets"), NameChecks.TARGETS);
        return findings.count() > before ? null : demand;
    }

    private static Node list(Node value) {
        return value instanceof ScalarNode && !value.getTag().equals(Tag.NULL)
                ? new SequenceNode(
                        Tag.SEQ, true, List.of(value), FlowStyle.FLOW, value.getStartMark(), value.getEndMark())
                : value;
    }

    private void name(@Nullable List<String> names, KeyPath at, KeyPath section) {
        IntStream.range(0, names == null ? 0 : names.size()).forEach(i -> findings.name(at.item(i), section));
    }

    private void checkWhole(Demand demand, Node written, KeyPath at) {
        boolean isWhole =
                switch (at.step()) {
                    case "dataRetention" -> demand.dataRetention() != null;
                    case "training" -> demand.training() != null;
                    case "region" -> isWhole(written, demand.region());
                    case "providers" -> isWhole(written, demand.providers());
                    case "notProviders" -> isWhole(written, demand.notProviders());
                    case "targets" -> isWhole(written, demand.targets());
                    default -> isWhole(written, demand.quantization());
                };
        if (!isWhole) {
            findings.report(at, "a placeholder comes to nothing here; leave out what is not demanded");
        }
    }

    private static boolean isWhole(Node written, @Nullable List<String> items) {
        return written instanceof SequenceNode list
                && items != null
                && list.getValue().size() == items.size();
    }
}
