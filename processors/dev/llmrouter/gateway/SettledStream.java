package dev.llmrouter.gateway;

import dev.llmrouter.outcome.LlmStream;
import dev.llmrouter.outcome.PassedStream;
import io.vertx.core.Context;
import io.vertx.core.Handler;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A stream whose reader sees its end once the call is settled. */
final class SettledStream extends PassedStream {

    private final Context loop;
    private final Consumer<Runnable> settlement;

    /** {@code settlement} runs what it is given when it is over, on any thread. */
    SettledStream(LlmStream stream, Context loop, Consumer<Runnable> settlement) {
        super(stream);
        this.loop = loop;
        this.settlement = settlement;
    }

    @Override
    public LlmStream endHandler(@Nullable Handler<Void> handler) {
        super.endHandler(
                handler == null
                        ? null
                        : end -> settlement.accept(() -> loop.runOnContext(now -> handler.handle(null))));
        return this;
    }
}
