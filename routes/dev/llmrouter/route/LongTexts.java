package dev.llmrouter.route;

import dev.llmrouter.call.Call;
import dev.llmrouter.call.Workers;
import dev.llmrouter.longtext.EndRound;
import dev.llmrouter.longtext.GatherParts;
import dev.llmrouter.longtext.HasParts;
import dev.llmrouter.longtext.OpenLongText;
import dev.llmrouter.longtext.OpenPart;
import dev.llmrouter.longtext.PartsInTurn;
import java.util.concurrent.ExecutorService;
import org.apache.camel.AggregationStrategy;
import org.apache.camel.CamelContext;
import org.apache.camel.Expression;
import org.apache.camel.Predicate;
import org.apache.camel.Processor;
import org.apache.camel.spi.Registry;
import org.apache.camel.util.concurrent.ThreadPoolRejectedPolicy;

/** Binds what the route {@code long-text}, and the choice that leads to it, are made of. */
final class LongTexts {

    private LongTexts() {}

    static void bind(CamelContext camel) {
        Registry registry = camel.getRegistry();
        registry.bind("isSplit", Predicate.class, (Predicate)
                exchange -> Call.of(exchange).isSplit());
        registry.bind("openLongText", Processor.class, new OpenLongText());
        registry.bind("hasParts", Predicate.class, new HasParts());
        registry.bind("partsInTurn", Expression.class, new PartsInTurn());
        registry.bind("openPart", Processor.class, new OpenPart());
        registry.bind("gatherParts", AggregationStrategy.class, new GatherParts());
        registry.bind("endRound", Processor.class, new EndRound());
        registry.bind(
                "llm-router-parts",
                ExecutorService.class,
                Workers.create(camel, "llm-router-parts", ThreadPoolRejectedPolicy.CallerRuns));
    }
}
