package dev.llmrouter.tenant;

import dev.llmrouter.call.Call;
import dev.llmrouter.call.Caller;
import dev.llmrouter.call.Identity;
import dev.llmrouter.call.RouterException;
import java.time.InstantSource;
import java.util.Objects;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes down who was refused what, and who changed what, in the log {@code llm-router.audit}: one line each, never a key,
 * and of one caller no more than {@value #LINES_A_MINUTE} in a minute. As a step, it looks at what a route ended with.
 */
public final class Audit implements Processor {

    static final int LINES_A_MINUTE = 20;

    private static final Logger LOG = LoggerFactory.getLogger("llm-router.audit");
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;

    private final LinesOfCallers lines;

    /** {@code clock} tells when a minute is over. */
    public Audit(InstantSource clock) {
        this.lines = new LinesOfCallers(LINES_A_MINUTE, clock);
    }

    @Override
    public void process(Exchange exchange) {
        for (Throwable t = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class); t != null; ) {
            if (t instanceof RouterException refused) {
                refused(refused, exchange);
                return;
            }
            t = t.getCause();
        }
    }

    void refused(RouterException why, Exchange exchange) {
        if (why.status() != UNAUTHORIZED && why.status() != FORBIDDEN) {
            return;
        }
        Call call = Call.find(exchange);
        Caller caller = call == null ? caller(exchange) : call.caller();
        Identity identity = identity(exchange, call);
        String from = Objects.requireNonNullElse(caller.address(), "a route");
        int left = lines.take(identity == null ? from : who(identity));
        if (left > LinesOfCallers.NONE) {
            LOG.info(
                    "refused status={} code={} from={} {} call={}: {}{}",
                    why.status(),
                    why.code(),
                    from,
                    who(identity),
                    call == null ? "-" : line(call.id()),
                    line(String.valueOf(why.getMessage())),
                    left == 0 ? " (more of this caller in this minute are not written down)" : "");
        }
    }

    /** Notes what somebody who is let in does to the router; {@code what} holds no secret. */
    public void changed(String what, @Nullable String from) {
        LOG.info("admin {} from={}", line(what), from);
    }

    private static @Nullable Identity identity(Exchange exchange, @Nullable Call call) {
        Holder holder = Holder.of(exchange);
        return call != null ? call.access().identity() : holder == null ? null : holder.identity();
    }

    private static String who(@Nullable Identity identity) {
        return identity == null
                ? "tenant=-"
                : "tenant=" + identity.tenant() + " user=" + line(Objects.requireNonNullElse(identity.user(), "-"))
                        + " key=" + Objects.requireNonNullElse(identity.key(), "-");
    }

    /** {@return who asks, where nothing has become a call yet} */
    static Caller caller(Exchange exchange) {
        Caller known = exchange.getProperty(Caller.PROPERTY, Caller.class);
        return known != null
                ? known
                : exchange.getMessage().getBody() instanceof Caller caller ? caller : Caller.UNKNOWN;
    }

    /** Some of it callers wrote, and what they write is one line. */
    private static String line(String text) {
        return text.replaceAll("\\p{Cntrl}", " ");
    }
}
