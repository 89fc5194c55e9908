package dev.llmrouter.route;

import dev.llmrouter.call.HeldCalls;
import dev.llmrouter.config.ConfigReader;
import dev.llmrouter.config.HoldEntry;
import dev.llmrouter.config.RouterFiles;
import dev.llmrouter.content.HoldCall;
import dev.llmrouter.content.HoldRule;
import dev.llmrouter.held.DecideHeld;
import dev.llmrouter.held.TellHeld;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Processor;

/** Binds what holds calls for a person; where nothing is configured, a step that does nothing. */
final class Holds {

    /** Names in the registry of {@link HeldCalls}. */
    static final String FILES = "heldFiles";

    static final String MESSAGES = "heldMessages";

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

    /** Binds what operators ask of all that is held, once the channels are there that hold it. */
    static void bindDecisions(CamelContext camel) {
        // files first: they can be decided on also where the broker is gone
        List<HeldCalls> all = Stream.of(FILES, MESSAGES)
                .map(name -> camel.getRegistry().lookupByNameAndType(name, HeldCalls.class))
                .filter(Objects::nonNull)
                .toList();
        camel.getRegistry().bind("tellHeld", Processor.class, new TellHeld(all));
        camel.getRegistry().bind("decideHeld", Processor.class, new DecideHeld(all));
    }

    private static void check(CamelContext camel, RouterFiles files, int index, HoldRule rule) {
        try {
            var unused = new HoldCall(camel, List.of(rule));
        } catch (IllegalArgumentException e) {
            throw ConfigReader.refusedHold(
                    files.text(),
                    camel::resolvePropertyPlaceholders,
                    Providers.kinds(camel),
                    Policies.kinds(camel),
                    index,
                    "when " + e.getMessage());
        }
    }
}
