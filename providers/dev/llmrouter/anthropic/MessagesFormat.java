package dev.llmrouter.anthropic;

import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.FailureClass;
import dev.llmrouter.wire.EventReader;
import dev.llmrouter.wire.ReplyFacts;
import dev.llmrouter.wire.WireFormat;
import io.vertx.core.buffer.Buffer;

/** How the replies of Anthropic's Messages look: a stream is named events, from message_start to message_stop. */
final class MessagesFormat implements WireFormat {

    static final MessagesFormat FORMAT = new MessagesFormat();

    private MessagesFormat() {}

    @Override
    public ReplyFacts whole(byte[] body) {
        EventFacts facts = EventFacts.read(body, 0, body.length);
        CountedTokens counted = new CountedTokens();
        counted.add(facts.usage());
        return new ReplyFacts(facts.isMessage(), facts.textLength(), counted.usage(), facts.error());
    }

    @Override
    public EventReader events() {
        return new MessagesEvents();
    }

    @Override
    public Buffer broken(Failure why) {
        return EventWriter.error(errorType(why.kind()), why.message());
    }

    /** {@return Anthropic's word for what went wrong behind the first content} */
    static String errorType(FailureClass kind) {
        return switch (kind) {
            case RATE_LIMIT, BUSY -> "rate_limit_error";
            case TIMEOUT -> "timeout_error";
            case OPEN, STOPPING -> "overloaded_error";
            case BAD_REQUEST, UNSUPPORTED -> "invalid_request_error";
            default -> "api_error";
        };
    }

    @Override
    public Buffer end() {
        return EventWriter.stop();
    }
}
