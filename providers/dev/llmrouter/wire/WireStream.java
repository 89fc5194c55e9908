package dev.llmrouter.wire;

import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.FailureClass;
import dev.llmrouter.outcome.LlmStream;
import dev.llmrouter.outcome.Usage;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A provider's stream, of events or of bytes, passed on as it is but for what a caller must not see. Until the first real content
 * it gives nothing away, so that another target can still answer in its place; from then on every complete event goes
 * out at once. All on one event loop, but for {@link #cancel()}.
 */
public final class WireStream implements LlmStream {

    private enum State {
        OPENING,
        LIVE,
        ENDED
    }

    private final ReadStream<Buffer> upstream;
    private final Sieve sieve;
    private final StreamOpener opener;
    private State state = State.OPENING;
    private final Outlet outlet = new Outlet();
    private long heldCharacters;
    private boolean isBegun;
    private boolean isDraining;
    private long lastArrival = System.nanoTime();
    private volatile @Nullable Failure failure;

    /**
     * A stream of events around a provider's.
     *
     * @param upstream paused; belongs to this stream from now on
     * @param format of its events
     * @param requestLength of what the provider was asked, in bytes
     */
    public WireStream(
            ReadStream<Buffer> upstream,
            WireFormat format,
            int requestLength,
            ProviderErrors errors,
            StreamOpener opener) {
        this(upstream, new EventSieve(format, requestLength, errors), opener);
    }

    private WireStream(ReadStream<Buffer> upstream, Sieve sieve, StreamOpener opener) {
        this.upstream = upstream;
        this.sieve = sieve;
        this.opener = opener;
    }

    /**
     * {@return a stream of bytes that mean nothing to a router, such as sound} One that breaks off just ends, so whoever
     * passes it on has to look at {@link #failure()}, and break off in turn.
     *
     * @param upstream paused; belongs to this stream from now on
     */
    public static WireStream ofBytes(ReadStream<Buffer> upstream, StreamOpener opener) {
        return new WireStream(upstream, new ByteSieve(), opener);
    }

    /** Gives nothing away before so many characters have come, unless it has ended with fewer. Said before it starts. */
    public WireStream holding(long characters) {
        heldCharacters = characters;
        return this;
    }

    /** Begins to read. */
    public void start() {
        upstream.exceptionHandler(thrown -> breaksOff(
                Failure.of(FailureClass.CUT, "The connection to the provider broke before the reply was complete.")));
        upstream.endHandler(end -> upstreamEnded());
        upstream.handler(this::arrived);
        upstream.resume();
    }

    /** The provider ends it: what came before, and waits while nobody reads, still belongs to the reply. On the event loop. */
    public void breaksOff(Failure why) {
        upstream.resume();
        Objects.requireNonNull(Vertx.currentContext()).runOnContext(now -> broke(why));
    }

    /** {@return for how long nothing has come although it could have, in nanoseconds} */
    public long silence() {
        return outlet.isPaused() && state == State.LIVE ? 0 : System.nanoTime() - lastArrival;
    }

    /** {@return whether it gives away what comes, and more may come} */
    public boolean isLive() {
        return state == State.LIVE;
    }

    private void arrived(Buffer buffer) {
        lastArrival = System.nanoTime();
        if (state == State.ENDED) {
            return;
        }
        Buffer events = sieve.sift(buffer);
        pass(events);
    }

    private void pass(Buffer events) {
        if (state == State.OPENING) {
            if (!hold(events)) {
                return;
            }
            open();
        } else if (events.length() > 0) {
            deliver(events);
        }
        Failure error = sieve.failure();
        if (error != null) {
            broke(error);
        } else if (sieve.isEnded()) {
            end();
        }
    }

    /** Whether what is held may be given away now. */
    private boolean hold(Buffer events) {
        Failure error = sieve.failure();
        if (error != null && (isBegun || !sieve.hasContent())) {
            broke(error);
            return false;
        }
        int length = outlet.hold(events);
        if (sieve.hasContent()) {
            return isFastEnough();
        }
        if (sieve.isEnded()) {
            broke(Failure.of(FailureClass.MALFORMED, "The provider's stream ended without any content."));
        } else if (length > EventCutter.MAX_EVENT_BYTES) {
            broke(Failure.of(FailureClass.MALFORMED, "The provider's stream goes on and on without any content."));
        }
        return false;
    }

    private boolean isFastEnough() {
        if (heldCharacters == 0 || sieve.isEnded() || sieve.length() >= heldCharacters) {
            return true;
        }
        if (!isBegun) {
            isBegun = true;
            opener.begun();
        }
        return false;
    }

    private void open() {
        state = State.LIVE;
        upstream.pause();
        opener.opened();
    }

    private void upstreamEnded() {
        opener.drained();
        if (state == State.ENDED) {
            return;
        }
        pass(sieve.siftRest());
        if (state == State.ENDED || sieve.isEnded()) {
            return;
        }
        if (sieve.isComplete()) {
            if (state == State.OPENING) {
                open();
            }
            deliver(sieve.end());
            end();
        } else {
            broke(Failure.of(FailureClass.CUT, "The provider's stream ended before the reply was complete."));
        }
    }

    /** Ends an attempt before its first content, or a stream after it. On the event loop. */
    public void broke(Failure why) {
        if (state == State.ENDED) {
            return;
        }
        boolean isOpening = state == State.OPENING;
        failure = isDraining ? failure : why;
        // first of all, since the provider's stream says that it broke when it is stopped
        state = State.ENDED;
        opener.abort();
        if (isOpening) {
            opener.failed(why);
            return;
        }
        deliver(sieve.broken(why));
        end();
    }

    /** Nobody wants what is still to come, which is read all the same, for the count of tokens. On the event loop. */
    public void drain(Failure why) {
        isDraining = true;
        failure = why;
        outlet.drop();
        upstream.resume();
    }

    @Override
    public boolean isDraining() {
        return isDraining && state != State.ENDED;
    }

    private void deliver(Buffer events) {
        if (!isDraining) {
            outlet.deliver(events);
        }
    }

    private void end() {
        state = State.ENDED;
        opener.ended();
        // read to its very end, however slow the caller is, or the connection is never free for another call
        upstream.resume();
        outlet.end();
    }

    @Override
    public void cancel() {
        opener.cancel();
    }

    @Override
    public Usage usage() {
        return sieve.usage();
    }

    @Override
    public @Nullable Failure failure() {
        return failure;
    }

    @Override
    public int leftOut() {
        return sieve.leftOut() + opener.leftOut();
    }

    @Override
    public WireStream exceptionHandler(@Nullable Handler<Throwable> ignored) {
        return this;
    }

    @Override
    public WireStream handler(@Nullable Handler<Buffer> handler) {
        outlet.to(handler);
        return this;
    }

    @Override
    public WireStream endHandler(@Nullable Handler<Void> endHandler) {
        outlet.atEnd(endHandler);
        return this;
    }

    @Override
    public WireStream pause() {
        outlet.pause();
        if (state != State.ENDED) {
            upstream.pause();
        }
        return this;
    }

    @Override
    public WireStream resume() {
        return fetch(Long.MAX_VALUE);
    }

    @Override
    public WireStream fetch(long amount) {
        lastArrival = System.nanoTime();
        outlet.resume();
        if (!outlet.isPaused() && state != State.ENDED) {
            upstream.fetch(amount);
        }
        return this;
    }
}
