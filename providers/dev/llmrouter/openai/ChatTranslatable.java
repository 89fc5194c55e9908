package dev.llmrouter.openai;

import dev.llmrouter.wire.WireRequest;
import java.util.List;

/** A request in another dialect that can be asked of every chat model, by way of chat completions. */
public interface ChatTranslatable extends WireRequest {

    /**
     * A request in the form of chat completions.
     *
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
     * {@return this request as a chat completion; its replies are translated back by whoever answers the caller}
     *
     * @throws dev.llmrouter.outcome.LlmException of the class BAD_REQUEST, naming the place in the request, where it
     *     can't be put that way
     */
    Translated toChat();
}
