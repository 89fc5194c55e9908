package dev.llmrouter.provider;

import dev.llmrouter.llm.LlmReply;
import dev.llmrouter.llm.WireModel.Answer;
import dev.llmrouter.openai.ChatElsewhere;
import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.LlmException;
import dev.llmrouter.outcome.LlmStream;
import dev.llmrouter.wire.Operation;
import dev.llmrouter.wire.TranslatedStream;
import java.util.Objects;

/** Hands on a reply in a provider's other dialect as the chat completion that was asked for. */
record ChatAnswer(ChatElsewhere asked, Answer answer) implements Answer {

    @Override
    public void replied(LlmReply reply) {
        LlmReply translated;
        try {
            translated = translated(reply);
        } catch (LlmException e) {
            answer.failed(e.failure());
            return;
        }
        answer.replied(translated);
    }

    private LlmReply translated(LlmReply reply) {
        LlmStream stream = reply.stream();
        if (stream != null) {
            LlmStream chunks = new TranslatedStream(stream, asked.toChunks(stream::failure));
            return LlmReply.live(Operation.CHAT, chunks, reply.headers());
        }
        byte[] message = Objects.requireNonNull(reply.body()).getBytes();
        return LlmReply.whole(Operation.CHAT, asked.toCompletion(message), reply.usage(), reply.headers());
    }

    @Override
    public void failed(Failure failure) {
        answer.failed(failure);
    }
}
