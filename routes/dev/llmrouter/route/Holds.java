package dev.llmrouter.route;

import dev.llmrouter.config.ConfigReader;
import dev.llmrouter.config.HoldEntry;
import dev.llmrouter.config.RouterFiles;
import dev.llmrouter.content.HoldCall;
import dev.llmrouter.content.HoldRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.Processor;

/** Binds what holds calls for a person; where nothing is configured, a step that does nothing. */
final class Holds {

    private Holds() {}

    /** @throws dev.llmrouter.config.ConfigException where a condition can't be read */
    static void bind(CamelContext camel, RouterFiles files) {
        List<HoldEntry> entries = files.config().holds();
        List<HoldRule> rules = new ArrayList<>();
        for (int i = 0; i < entries.size(); i++) {
            HoldEntry entry = entries.get(i);
            HoldRule rule = new HoldRule(entry.when(), entry.reason(), Set.copyOf(entry.channels()));
            check(camel, files, i, rule);
            rules.add(rule);
        }
        Processor hold = rules.isEmpty() ? exchange -> {} : new HoldCall(camel, rules);
        camel.getRegistry().bind("holdCall", Processor.class, hold);
    }

    private static void check(CamelContext camel, RouterFiles files, int index, HoldRule rule) {
        try {
            var unused = new HoldCall(camel, List.of(rule));
        } catch (IllegalArgumentException e) {
            throw ConfigReader.refusedHold(
                    files.file(),
                    camel::resolvePropertyPlaceholders,
                    Providers.kinds(camel),
                    Policies.kinds(camel),
                    index,
                    "when " + e.getMessage());
        }
    }
}
