package dev.llmrouter.fault;

import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.FailureClass;
import dev.llmrouter.wire.ProviderErrors;
import dev.llmrouter.wire.RefusalRules;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What goes wrong with one attempt, in place of what its provider would have done. Immutable. */
public final class Fault {

    private static final byte[] REFUSAL = "{\"error\":{\"message\":\"A fault on purpose.\",\"type\":\"server_error\"}}"
            .getBytes(StandardCharsets.UTF_8);
    private static final ProviderErrors ERRORS = new ProviderErrors(text -> text, RefusalRules.NONE);

    private final FaultRule rule;

    Fault(FaultRule rule) {
        this.rule = rule;
    }

    /**
     * Comes before a request: lets it be sent, now or later; fails in its place; or does neither, ever. Where it returns
     * at once and calls back later, it does so on the same event loop.
     *
     * @param stream whether a stream is asked for
     */
    public void before(Vertx vertx, boolean stream, Runnable send, Consumer<Failure> failed) {
        Failure instead = instead(stream);
        if (instead != null) {
            failed.accept(instead);
        } else if (rule.fault() == FaultKind.LATENCY) {
            vertx.setTimer(Math.max(1, rule.delay().toMillis()), late -> send.run());
        } else if (!hangs(stream)) {
            send.run();
        }
    }

    /** {@return the same of what blocks until the whole reply is there, and can be interrupted} */
    public static <T> Supplier<T> around(@Nullable Fault fault, Supplier<T> model) {
        return fault == null ? model : () -> fault.blocking(model);
    }

    private <T> T blocking(Supplier<T> model) {
        Failure instead = rule.fault() == FaultKind.MALFORMED
                ? Failure.of(FailureClass.MALFORMED, "The provider's answer is not a reply.")
                : instead(false);
        if (instead != null) {
            throw instead.asException();
        }
        if (hangs(false)) {
            sleep(Duration.ofDays(1));
        } else if (rule.fault() == FaultKind.LATENCY) {
            sleep(rule.delay());
        }
        return model.get();
    }

    private static void sleep(Duration time) {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Failure.of(FailureClass.CANCELLED, "The caller left.").asException();
        }
    }

    private boolean hangs(boolean stream) {
        return rule.fault() == FaultKind.HANG || (rule.fault() == FaultKind.STALL && !stream);
    }

    /** A whole reply has no middle that a caller would see. */
    private @Nullable Failure instead(boolean stream) {
        return switch (rule.fault()) {
            case CONNECT -> Failure.of(FailureClass.CONNECT, "The provider could not be reached.");
            case RESET -> Failure.of(FailureClass.CUT, "The connection to the provider broke before the reply.");
            case RATE_LIMIT ->
                ERRORS.ofStatus(429, REFUSAL, Long.toString(rule.retryAfter().toSeconds()));
            case ERROR -> ERRORS.ofStatus(rule.status(), REFUSAL, null);
            case CUT ->
                stream
                        ? null
                        : Failure.of(
                                FailureClass.CUT,
                                "The connection to the provider broke before the reply was complete.");
            default -> null;
        };
    }

    /** {@return a provider's stream as it is to arrive} */
    public static ReadStream<Buffer> on(@Nullable Fault fault, ReadStream<Buffer> upstream, Vertx vertx) {
        if (fault == null) {
            return upstream;
        }
        FaultRule rule = fault.rule;
        if (rule.fault() == FaultKind.SLOW) {
            return new SlowEvents(upstream, vertx, rule.delay());
        }
        return rule.fault().takesEvents() ? new BrokenEvents(upstream, rule.fault(), rule.after()) : upstream;
    }

    /** {@return a provider's whole reply as it is to arrive} */
    public static Buffer on(@Nullable Fault fault, Buffer body) {
        return fault != null && fault.rule.fault() == FaultKind.MALFORMED ? body.slice(0, body.length() / 2) : body;
    }
}
