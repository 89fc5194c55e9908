package dev.llmrouter.wire;

import dev.llmrouter.outcome.LlmStream;
import dev.llmrouter.outcome.PassedStream;
import dev.llmrouter.outcome.Usage;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A stream in one dialect as a stream in another: what arrives is translated as it passes, so back-pressure, the end
 * and the count of tokens are those of the first. On the event loop of the first, but for {@link #cancel()}.
 */
public final class TranslatedStream extends PassedStream {

    /** Translates the events of one stream, in their order. Not thread-safe. */
    public interface EventTranslator {

        /**
         * {@return the events for the caller; empty where there are none yet}
         *
         * @param events whole events; at the end of a stream the one that says that it is complete, or broke off
         */
        Buffer translate(Buffer events);

        /**
         * Where the tokens can be asked for, at any time: for a dialect that has to tell them and a provider that does
         * not. Called once, before any event.
         */
        default void counting(Supplier<Usage> usage) {}
    }

    private final EventTranslator translator;

    /** A stream around another, which belongs to it from now on. */
    public TranslatedStream(LlmStream original, EventTranslator translator) {
        super(original);
        this.translator = translator;
        translator.counting(original::usage);
    }

    @Override
    public LlmStream handler(@Nullable Handler<Buffer> handler) {
        if (handler == null) {
            super.handler(null);
            return this;
        }
        super.handler(events -> {
            Buffer translated = translator.translate(events);
            if (translated.length() > 0) {
                handler.handle(translated);
            }
        });
        return this;
    }
}
