package dev.llmrouter.openai;

import dev.llmrouter.outcome.Failure;
import dev.llmrouter.wire.EventReader;
import dev.llmrouter.wire.ReplyFacts;
import dev.llmrouter.wire.WireFormat;
import io.vertx.core.buffer.Buffer;

/** How chat completions look: a stream is chunks and then {@code [DONE]}. */
public final class ChatFormat implements WireFormat {

    private static final ChatFormat WITH_USAGE = new ChatFormat(true);
    private static final ChatFormat WITHOUT_USAGE = new ChatFormat(false);

    private final boolean usageWanted;

    private ChatFormat(boolean usageWanted) {
        this.usageWanted = usageWanted;
    }

    /** {@return the format for a caller that wants to see the usage at the end of a stream, or does not} */
    public static ChatFormat of(boolean usageWanted) {
        return usageWanted ? WITH_USAGE : WITHOUT_USAGE;
    }

    @Override
    public ReplyFacts whole(byte[] body) {
        ChunkFacts facts = ChunkFacts.read(body, 0, body.length);
        return new ReplyFacts(facts.hasChoices(), facts.textLength(), facts.usage(), facts.error());
    }

    @Override
    public EventReader events() {
        return new ChatEvents(usageWanted);
    }

    @Override
    public Buffer broken(Failure why) {
        return Buffer.buffer("data: ")
                .appendBytes(new OpenAiError(
                                why.message(),
                                "upstream_error",
                                null,
                                why.kind().code())
                        .json())
                .appendString("\n\n");
    }

    @Override
    public Buffer end() {
        return Buffer.buffer("data: [DONE]\n\n");
    }
}
