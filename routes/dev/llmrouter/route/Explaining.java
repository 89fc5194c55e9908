package dev.llmrouter.route;

import dev.llmrouter.config.RouterConfig;
import dev.llmrouter.explain.Decisions;
import dev.llmrouter.explain.ExplainCall;
import dev.llmrouter.explain.KeepDecision;
import dev.llmrouter.explain.TellDecision;
import dev.llmrouter.http.HttpCall;
import dev.llmrouter.tenant.Holder;
import java.time.Clock;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.jspecify.annotations.Nullable;

/** Binds what tells why a call went where it went, or would go. */
final class Explaining {

    private Explaining() {}

    static void bind(CamelContext camel, RouterConfig config, Fleet fleet) {
        Decisions decisions = new Decisions(config.decisions());
        Clock clock = Clock.systemUTC();
        Map.<String, Processor>of(
                        "keepDecision", new KeepDecision(decisions, clock),
                        "tellDecision", new TellDecision(decisions, HttpCall::lastOfPath, Explaining::mayKnow),
                        "explainCall", new ExplainCall(fleet.performance(), fleet::health, clock))
                .forEach((name, step) -> camel.getRegistry().bind(name, Processor.class, step));
    }

    /** Who has not been asked who it is, be it an operator, may know of everything. */
    private static boolean mayKnow(Exchange exchange, @Nullable String tenant) {
        Holder holder = Holder.of(exchange);
        return holder == null || holder.identity().tenant().equals(tenant);
    }
}
