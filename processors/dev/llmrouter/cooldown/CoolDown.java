package dev.llmrouter.cooldown;

import dev.llmrouter.call.Attempt;
import dev.llmrouter.call.Call;
import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.FailureClass;
import java.time.Duration;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** Lets a target rest that has just said that it wants fewer calls. */
public final class CoolDown implements Processor {

    /** Where the target does not say for how long: it will mostly take calls again in a moment. */
    private static final int UNSAID_SECONDS = 1;

    private final Cooldowns cooldowns;

    /** Where it is kept. */
    public CoolDown(Cooldowns cooldowns) {
        this.cooldowns = cooldowns;
    }

    @Override
    public void process(Exchange exchange) {
        List<Attempt> attempts = Call.of(exchange).attempts();
        Attempt last = attempts.get(attempts.size() - 1);
        Failure failure = last.failure();
        if (last.wasAsked() && failure != null && failure.kind() == FailureClass.RATE_LIMIT) {
            Integer said = failure.retryAfterSeconds();
            cooldowns.begin(last.target(), Duration.ofSeconds(said == null ? UNSAID_SECONDS : said));
        }
    }
}
