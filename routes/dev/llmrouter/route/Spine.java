package dev.llmrouter.route;

import dev.llmrouter.call.Backoff;
import dev.llmrouter.call.BeginAttempt;
import dev.llmrouter.call.CheckReply;
import dev.llmrouter.call.CloseCall;
import dev.llmrouter.call.KeepReply;
import dev.llmrouter.call.NextTarget;
import dev.llmrouter.call.NoteBroken;
import dev.llmrouter.call.NoteFailure;
import dev.llmrouter.call.OpenCall;
import dev.llmrouter.call.SettleCall;
import dev.llmrouter.call.Throttle;
import dev.llmrouter.call.Workers;
import dev.llmrouter.config.RouterConfig;
import dev.llmrouter.cooldown.CoolDown;
import dev.llmrouter.meter.Meters;
import dev.llmrouter.meter.RecordCall;
import dev.llmrouter.meter.RecordRefusal;
import dev.llmrouter.ranking.LearnFromCall;
import java.time.Clock;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.ExecutorService;
import org.apache.camel.CamelContext;
import org.apache.camel.Expression;
import org.apache.camel.Processor;
import org.apache.camel.util.concurrent.ThreadPoolRejectedPolicy;

/** Binds what the way of a prompt is made of, but for how its targets are ranked. */
final class Spine {

    /** The names of its routes. */
    static final List<String> ROUTES =
            List.of("admit", "chat", "select", "dispatch", "scatter", "long-text", "settle", "shadow");

    private Spine() {}

    static void bind(CamelContext camel, RouterConfig config, Governance governance, Fleet fleet, Meters meters) {
        Clock clock = clock(camel);
        Targets targets = fleet.targets();
        bind(camel, "openCall", new OpenCall(false, governance.grants(), clock));
        bind(camel, "closeCall", new CloseCall());
        bind(camel, "throttle", new Throttle(targets::places, fleet::tokens));
        bind(camel, "beginAttempt", new BeginAttempt(fleet::isHopeless, fleet::isReady));
        bind(camel, "checkReply", new CheckReply(workers(camel, "llm-router-checks")));
        bind(camel, "keepReply", new KeepReply());
        bind(camel, "noteFailure", new NoteFailure());
        bind(camel, "coolDown", new CoolDown(fleet.cooldowns()));
        bind(camel, "settleCall", new SettleCall());
        bind(camel, "noteBroken", new NoteBroken(targets.circuits()::of));
        bind(camel, "recordCall", new RecordCall(meters));
        bind(camel, "learnFromCall", new LearnFromCall(fleet.performance()));
        bind(camel, "recordRefusal", new RecordRefusal(meters));
        bind(camel, "rehearseCall", new OpenCall(true, governance.grants(), clock));
        bind(
                camel,
                "nextTarget",
                new NextTarget(
                        targets::guarded,
                        fleet::refusal,
                        targets.circuits()::letThrough,
                        target -> targets.keys(target).size(),
                        Perseverance.retries(config),
                        Perseverance.fallbacks(config),
                        name -> camel.getEndpoint("direct:" + name)));
        bind(camel, "backoff", new Backoff());
    }

    /** That of the machine, unless the application has bound another. */
    static Clock clock(CamelContext camel) {
        Clock bound = camel.getRegistry().lookupByNameAndType("llm-router-clock", Clock.class);
        return bound == null ? Clock.system(ZoneId.systemDefault()) : bound;
    }

    private static ExecutorService workers(CamelContext camel, String name) {
        return Workers.create(camel, name, ThreadPoolRejectedPolicy.CallerRuns);
    }

    private static void bind(CamelContext camel, String name, Expression expression) {
        camel.getRegistry().bind(name, Expression.class, expression);
    }

    private static void bind(CamelContext camel, String name, Processor processor) {
        camel.getRegistry().bind(name, Processor.class, processor);
    }
}
