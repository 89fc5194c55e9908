package dev.llmrouter.passthrough;

import dev.llmrouter.openai.OpenAiError;
import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.Usage;
import dev.llmrouter.wire.EventReader;
import dev.llmrouter.wire.Operation;
import dev.llmrouter.wire.Passage;
import dev.llmrouter.wire.ReplyFacts;
import dev.llmrouter.wire.TopFacts;
import dev.llmrouter.wire.WireFormat;
import io.vertx.core.buffer.Buffer;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How replies look of which a router knows little: JSON that may be an error and may count tokens, events of such JSON,
 * or anything else, such as sound, subtitles or a bare text, which passes as it is. Only a page of HTML is no reply:
 * that is how proxies and wrong addresses answer.
 */
public final class PassedFormat implements WireFormat {

    private final Operation operation;

    private PassedFormat(Operation operation) {
        this.operation = operation;
    }

    /** {@return the format of the replies to that} */
    public static PassedFormat of(Operation operation) {
        return new PassedFormat(operation);
    }

    /** What the caller asked for does not matter: some models stream by another parameter, some never. */
    @Override
    public Passage passage(boolean streamAsked, @Nullable String mediaType) {
        if (operation == Operation.EMBEDDINGS) {
            return Passage.WHOLE;
        }
        if (mediaType == null) {
            return operation == Operation.SPEECH ? Passage.BYTES : Passage.WHOLE;
        }
        if (Passage.isEvents(mediaType)) {
            return Passage.EVENTS;
        }
        String type = bare(mediaType);
        if (type.equals("application/json") || type.endsWith("+json")) {
            return Passage.WHOLE;
        }
        boolean isPage = type.equals("text/html") || type.equals("application/xhtml+xml");
        return isPage ? Passage.NONE : Passage.BYTES;
    }

    private static String bare(String mediaType) {
        int end = mediaType.indexOf(';');
        return (end < 0 ? mediaType : mediaType.substring(0, end)).strip().toLowerCase(Locale.ROOT);
    }

    @Override
    public ReplyFacts whole(byte[] body) {
        TopFacts facts = TopFacts.read(body, 0, body.length);
        boolean isReply = facts.isJson() && (operation != Operation.EMBEDDINGS || facts.hasData());
        return new ReplyFacts(isReply, 0, counted(facts.usage()), facts.error());
    }

    /** Embeddings are made of text and nothing else, so their tokens can be estimated by its length. */
    private @Nullable Usage counted(@Nullable Usage usage) {
        return usage != null || operation == Operation.EMBEDDINGS ? usage : Usage.UNCOUNTED;
    }

    @Override
    public EventReader events() {
        return new PassedEvents();
    }

    @Override
    public Buffer broken(Failure why) {
        OpenAiError error = new OpenAiError(
                why.message(), "upstream_error", null, why.kind().code());
        return Buffer.buffer("data: ").appendBytes(error.json()).appendString("\n\n");
    }

    /** Where these streams have a last event at all, it is the provider's. */
    @Override
    public Buffer end() {
        return Buffer.buffer();
    }
}
