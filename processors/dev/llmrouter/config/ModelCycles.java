package dev.llmrouter.config;

import dev.llmrouter.config.Findings.Text;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Models that are members of themselves, be it through others. Never recurses, so a long chain can't overflow. */
final class ModelCycles {

    private final Map<String, List<Text>> left;

    private ModelCycles(Map<String, List<Text>> references) {
        this.left = new LinkedHashMap<>(references);
    }

    /** {@return cycles that share no model, each as it is written: its first model, then every step up to it again} */
    static List<List<String>> in(Map<String, List<Text>> references) {
        return new ModelCycles(references).all();
    }

    private List<List<String>> all() {
        List<List<String>> cycles = new ArrayList<>();
        for (dropEnds(); !left.isEmpty(); dropEnds()) {
            cycles.add(take());
        }
        return cycles;
    }

    /** What leads nowhere is part of no cycle; after this, every model that is left leads to another that is left. */
    private void dropEnds() {
        boolean dropped;
        do {
            dropped = left.values().removeIf(references -> next(references).isEmpty());
        } while (dropped);
    }

    private List<String> take() {
        Map<String, Text> steps = new LinkedHashMap<>();
        String model = left.keySet().iterator().next();
        while (!steps.containsKey(model)) {
            Text step = next(left.getOrDefault(model, List.of())).orElseThrow();
            steps.put(model, step);
            model = step.value();
        }
        List<String> members = new ArrayList<>(steps.keySet());
        List<String> cycle = members.subList(members.indexOf(model), members.size());
        List<String> written = new ArrayList<>(List.of(model));
        cycle.forEach(
                name -> Optional.ofNullable(steps.get(name)).map(Text::written).ifPresent(written::add));
        left.keySet().removeAll(cycle);
        return written;
    }

    private Optional<Text> next(List<Text> references) {
        return references.stream()
                .filter(text -> left.containsKey(text.value()))
                .findFirst();
    }
}
