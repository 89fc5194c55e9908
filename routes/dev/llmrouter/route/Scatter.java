package dev.llmrouter.route;

import dev.llmrouter.call.Call;
import dev.llmrouter.call.Workers;
import dev.llmrouter.llm.EventLoops;
import dev.llmrouter.scatter.AwaitBranches;
import dev.llmrouter.scatter.ChooseReply;
import dev.llmrouter.scatter.GatherReplies;
import dev.llmrouter.scatter.IsJudged;
import dev.llmrouter.scatter.OpenBranch;
import dev.llmrouter.scatter.OpenBranches;
import dev.llmrouter.scatter.OpenJudgement;
import dev.llmrouter.scatter.TakeVerdict;
import java.util.concurrent.ExecutorService;
import org.apache.camel.AggregationStrategy;
import org.apache.camel.CamelContext;
import org.apache.camel.Expression;
import org.apache.camel.Predicate;
import org.apache.camel.Processor;
import org.apache.camel.spi.Registry;
import org.apache.camel.util.concurrent.ThreadPoolRejectedPolicy;

/** Binds what the route {@code scatter}, and the choice that leads to it, are made of. */
final class Scatter {

    private Scatter() {}

    static void bind(CamelContext camel) {
        Registry registry = camel.getRegistry();
        registry.bind("isScattered", Predicate.class, (Predicate)
                exchange -> Call.of(exchange).isScattered());
        registry.bind(
                "openBranches",
                Expression.class,
                new OpenBranches(() -> EventLoops.of(camel), () -> camel.getEndpoint("direct:branch")));
        registry.bind("openBranch", Processor.class, new OpenBranch());
        registry.bind("gatherReplies", AggregationStrategy.class, new GatherReplies());
        registry.bind("awaitBranches", Processor.class, new AwaitBranches());
        registry.bind("isJudged", Predicate.class, new IsJudged());
        registry.bind("openJudgement", Processor.class, new OpenJudgement());
        registry.bind("takeVerdict", AggregationStrategy.class, new TakeVerdict());
        registry.bind("chooseReply", Processor.class, new ChooseReply());
        registry.bind(
                "llm-router-branches",
                ExecutorService.class,
                Workers.create(camel, "llm-router-branches", ThreadPoolRejectedPolicy.CallerRuns));
    }
}
