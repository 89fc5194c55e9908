package dev.llmrouter.limit;

import dev.llmrouter.call.Call;
import dev.llmrouter.call.Identity;
import dev.llmrouter.call.NamePatterns;
import dev.llmrouter.call.RefusedException;
import dev.llmrouter.llm.LlmHeaders;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.function.UnaryOperator;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.jspecify.annotations.Nullable;

/**
 * The Throttler of callers: takes the call, and the tokens that it is expected to use, from every account that its caller
 * belongs to, or refuses it; limits of some models are those of calls that ask for one of them by name, alternatives
 * included. Tells the caller in headers what is left.
 */
public final class TakeLimits implements Processor {

    private static final String CODE = "rate_limit_exceeded";

    private final Allotments allotments;
    private final ToLongFunction<Call> tokens;
    private final UnaryOperator<String> plain;

    /**
     * Takes from some.
     *
     * @param tokens tells how many a call will use, asked only where they count
     * @param plain the name of the model that is asked for, without what callers may write behind it
     */
    public TakeLimits(Allotments allotments, ToLongFunction<Call> tokens, UnaryOperator<String> plain) {
        this.allotments = allotments;
        this.tokens = tokens;
        this.plain = plain;
    }

    @Override
    public void process(Exchange exchange) {
        Call call = Call.of(exchange);
        Identity identity = call.access().identity();
        if (identity == null || call.isRehearsal()) {
            return;
        }
        List<Allotment> from = allotments.of(identity, models -> isAsked(models, call, exchange));
        if (!from.isEmpty()) {
            take(exchange, call, from);
        }
    }

    private boolean isAsked(NamePatterns models, Call call, Exchange exchange) {
        Object chosen = exchange.getMessage().getHeader(LlmHeaders.MODEL);
        String model = chosen == null ? call.request().model() : chosen.toString();
        boolean isIt = model != null && models.has(plain.apply(model));
        return isIt || call.wishes().body().fallbacks().stream().anyMatch(other -> models.has(plain.apply(other)));
    }

    private void take(Exchange exchange, Call call, List<Allotment> from) {
        long expected = countsTokens(from) ? tokens.applyAsLong(call) : 0;
        settleEarlier(exchange);
        Scarcity scarcity = Taken.takeAll(from, expected);
        call.tell(LimitHeaders.of(from));
        if (scarcity != null) {
            throw call.refuse(new RefusedException(429, scarcity.sentence(), CODE, scarcity.seconds()));
        }
        exchange.setProperty(Taken.PROPERTY, Taken.of(call, from, expected));
    }

    private static boolean countsTokens(List<Allotment> from) {
        for (Allotment allotment : from) {
            if (allotment.tokens() != null) {
                return true;
            }
        }
        return false;
    }

    /** A route may make several calls with one exchange, which then end together. */
    private static void settleEarlier(Exchange exchange) {
        Taken earlier = of(exchange);
        if (earlier != null) {
            earlier.settle();
        }
    }

    static @Nullable Taken of(Exchange exchange) {
        return exchange.getProperty(Taken.PROPERTY, Taken.class);
    }
}
