package dev.llmrouter.route;

import dev.llmrouter.call.Backoff;
import dev.llmrouter.call.BeginAttempt;
import dev.llmrouter.call.Call;
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
import dev.llmrouter.catalog.Target;
import dev.llmrouter.config.RouterConfig;
import dev.llmrouter.cooldown.CoolDown;
import dev.llmrouter.cooldown.Cooldowns;
import dev.llmrouter.governance.TargetStates;
import dev.llmrouter.meter.Meters;
import dev.llmrouter.meter.RecordCall;
import dev.llmrouter.meter.RecordRefusal;
import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.FailureClass;
import dev.llmrouter.policy.Performance;
import dev.llmrouter.ranking.LearnFromCall;
import java.time.Clock;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.function.ToLongBiFunction;
import org.apache.camel.CamelContext;
import org.apache.camel.Expression;
import org.apache.camel.Processor;
import org.apache.camel.util.concurrent.ThreadPoolRejectedPolicy;
import org.jspecify.annotations.Nullable;

/** Binds what the way of a prompt is made of, but for how its targets are ranked. */
final class Spine {

    /** The names of its routes. */
    static final List<String> ROUTES =
            List.of("admit", "chat", "select", "dispatch", "scatter", "long-text", "settle", "shadow");

    private static final Failure OUT = Failure.of(FailureClass.OPEN, "The target has been taken out of service.");

    private Spine() {}

    static void bind(
            CamelContext camel,
            RouterConfig config,
            Governance governance,
            Targets targets,
            TargetStates states,
            Cooldowns cooldowns,
            Performance performance,
            ToLongBiFunction<Call, Target> tokens,
            Meters meters) {
        Clock clock = clock(camel);
        bind(camel, "openCall", new OpenCall(false, governance.grants(), clock));
        bind(camel, "closeCall", new CloseCall());
        bind(camel, "throttle", new Throttle(targets::places, tokens));
        bind(
                camel,
                "beginAttempt",
                new BeginAttempt(
                        attempt -> performance.of(attempt.target()).isHopeless(attempt.stream(), attempt.nanosSoFar()),
                        target -> !targets.isOpen(target)
                                && !performance.of(target).isHanging()
                                && refusal(target, targets, states, cooldowns) == null));
        bind(camel, "checkReply", new CheckReply(workers(camel, "llm-router-checks")));
        bind(camel, "keepReply", new KeepReply());
        bind(camel, "noteFailure", new NoteFailure());
        bind(camel, "coolDown", new CoolDown(cooldowns));
        bind(camel, "settleCall", new SettleCall());
        bind(camel, "noteBroken", new NoteBroken(targets::circuit));
        bind(camel, "recordCall", new RecordCall(meters));
        bind(camel, "learnFromCall", new LearnFromCall(performance));
        bind(camel, "recordRefusal", new RecordRefusal(meters));
        bind(camel, "rehearseCall", new OpenCall(true, governance.grants(), clock));
        bind(
                camel,
                "nextTarget",
                new NextTarget(
                        targets::guarded,
                        target -> refusal(target, targets, states, cooldowns),
                        targets::letThrough,
                        target -> targets.keys(target).size(),
                        Perseverance.retries(config),
                        Perseverance.fallbacks(config),
                        name -> camel.getEndpoint("direct:" + name)));
        bind(camel, "backoff", new Backoff());
    }

    /** Why a target is not to be asked now; null where it may be. */
    private static @Nullable Failure refusal(Target target, Targets targets, TargetStates states, Cooldowns cooldowns) {
        if (states.isDrained(target)) {
            return OUT;
        }
        Failure rest = cooldowns.refusal(target);
        return rest == null ? targets.keys(target).refusal(target.model()) : rest;
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
