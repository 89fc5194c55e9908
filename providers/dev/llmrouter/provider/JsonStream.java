package dev.llmrouter.provider;

import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.model.chat.response.StreamingHandle;
import dev.llmrouter.key.KeyUse;
import dev.llmrouter.llm.Cancellation;
import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.FailureClass;
import dev.llmrouter.outcome.LlmException;
import dev.llmrouter.wire.EventCutter;
import dev.llmrouter.wire.Lossy;
import dev.llmrouter.wire.Tolerance;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.parsetools.RecordParser;
import java.util.Arrays;

/**
 * The pieces of one streamed answer, each one JSON object; a few that are none are left out. Tells its listener once how it ended, and nothing once it is
 * stopped.
 */
public final class JsonStream implements StreamingHandle, Lossy {

    /** Longer than any honest piece; without a limit a provider could fill the memory. */
    private static final int MAX_PIECE_BYTES = 16 << 20;

    /** How pieces are told apart. */
    public enum Framing {
        /** Server-sent events. */
        EVENTS,
        /** One line each (NDJSON). */
        LINES
    }

    /** Hears a stream, on one thread at a time. What it throws ends the stream. */
    public interface Listener {

        /** The next piece; one that is an error was told as that. */
        void piece(JsonNode piece, StreamingHandle handle);

        /** The provider says no more. */
        void end();

        /** It broke off. */
        void failed(Failure why);
    }

    private final JsonCalls calls;
    private final KeyUse key;
    private final Cancellation cancellation;
    private final Listener listener;
    private final Tolerance malformed = new Tolerance();
    private volatile boolean isOver;

    /** A stream that {@code listener} hears until {@code cancellation} is cancelled. */
    JsonStream(JsonCalls calls, KeyUse key, Cancellation cancellation, Listener listener) {
        this.calls = calls;
        this.key = key;
        this.cancellation = cancellation;
        this.listener = listener;
    }

    /** Reads an answer, which is paused. On the response's event loop. */
    public void read(HttpClientResponse response, Framing framing) {
        response.exceptionHandler(broken -> fail(
                Failure.of(FailureClass.CUT, "The connection to the provider broke before the reply was complete.")));
        if (framing == Framing.LINES) {
            readLines(response);
        } else {
            readEvents(response);
        }
        response.resume();
    }

    private void readLines(HttpClientResponse response) {
        RecordParser lines = RecordParser.newDelimited("\n", line -> piece(line.getBytes()));
        lines.maxRecordSize(MAX_PIECE_BYTES);
        lines.exceptionHandler(tooLong -> malformed());
        response.handler(lines);
        response.endHandler(end -> {
            // the last line may lack its end
            lines.handle(Buffer.buffer("\n"));
            end();
        });
    }

    private void readEvents(HttpClientResponse response) {
        EventCutter cutter = new EventCutter();
        response.handler(arrived -> {
            try {
                events(cutter.cut(arrived));
            } catch (IllegalStateException tooLong) {
                malformed();
            }
        });
        response.endHandler(end -> {
            events(cutter.remainder());
            end();
        });
    }

    private void events(byte[] events) {
        for (int at = 0; at < events.length; ) {
            int end = EventCutter.end(events, at);
            int next = end < 0 ? events.length : end;
            EventCutter.Data data = EventCutter.data(events, at, next);
            if (data != null && !data.isDone()) {
                piece(Arrays.copyOfRange(data.bytes(), data.from(), data.from() + data.length()));
            }
            at = next;
        }
    }

    private void piece(byte[] json) {
        if (isOver || isBlank(json)) {
            return;
        }
        JsonNode piece = JsonCalls.treeOrMissing(json);
        if (!piece.isObject()) {
            leaveOut();
            return;
        }
        malformed.read();
        if (piece.hasNonNull("error")) {
            fail(calls.refused(piece));
        } else {
            tell(piece);
        }
    }

    private void leaveOut() {
        malformed.leaveOut();
        if (malformed.isExceeded()) {
            fail(Tolerance.failure());
        }
    }

    @Override
    public int leftOut() {
        return malformed.leftOut();
    }

    private static boolean isBlank(byte[] line) {
        for (byte b : line) {
            if (b > ' ' || b < 0) {
                return false;
            }
        }
        return true;
    }

    private void tell(JsonNode piece) {
        try {
            listener.piece(piece, this);
        } catch (RuntimeException e) {
            fail(LlmException.failureIn(e) == null ? unreadable() : JsonCalls.failure(e));
        }
    }

    private static Failure unreadable() {
        return Failure.of(FailureClass.MALFORMED, "The provider's stream holds what can't be read.");
    }

    private void malformed() {
        fail(unreadable());
    }

    private void end() {
        if (!isOver) {
            isOver = true;
            listener.end();
        }
    }

    /** Ends the stream with a failure, if it has not ended; twice is once. */
    public void fail(Failure why) {
        if (!isOver) {
            isOver = true;
            cancellation.cancel();
            listener.failed(key.judged(why));
        }
    }

    @Override
    public void cancel() {
        isOver = true;
        cancellation.cancel();
    }

    @Override
    public boolean isCancelled() {
        return cancellation.isCancelled();
    }
}
