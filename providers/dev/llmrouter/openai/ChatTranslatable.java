package dev.llmrouter.openai;

import dev.llmrouter.outcome.Usage;
import dev.llmrouter.wire.TranslatedStream.EventTranslator;
import dev.llmrouter.wire.WireRequest;
import java.util.List;

/**
 * A request in another dialect that can be asked of every chat model, by way of chat completions. It also knows how
 * the reply is put back into its dialect, since some of them quote the request.
 */
public interface ChatTranslatable extends WireRequest {

    /**
     * A request in the form of chat completions.
     *
     * @param request wants the usage, where it streams
     * @param dropped the paths of what that form can't hold, in the caller's notation and order; empty when nothing was
     *     lost
     */
    record Translated(OpenAiRequest request, List<String> dropped) {

        /** A result whose list is never changed. */
        public Translated {
            dropped = List.copyOf(dropped);
        }
    }

    /**
     * {@return this request as a chat completion}
     *
     * @throws dev.llmrouter.outcome.LlmException of the class BAD_REQUEST, naming the place in the request, where it
     *     can't be put that way
     */
    Translated toChat();

    /**
     * {@return a whole reply in this request's dialect, as JSON in UTF-8}
     *
     * @param completion a whole {@code chat.completion}, also one of a server that bends the format
     */
    byte[] fromChat(byte[] completion);

    /**
     * {@return the same, from a server that may not have told the tokens}
     *
     * @param counted what the router counted
     */
    default byte[] fromChat(byte[] completion, Usage counted) {
        return fromChat(completion);
    }

    /** {@return what translates the events of one chat completion, up to {@code [DONE]} or an error, into this dialect} */
    EventTranslator fromChatEvents();
}
