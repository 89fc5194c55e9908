package dev.llmrouter.said;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmrouter.llm.LlmReply;
import dev.llmrouter.wire.EventCutter;
import dev.llmrouter.wire.Json;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a reply says; of several choices the first.
 *
 * @param text empty where it has none
 * @param refusal what it says where it says that it refuses in a field of its own; empty where it does not
 * @param isFiltered whether the provider ended it for its content
 * @param isCutOff whether it ended for a limit on its length
 * @param calls of tools
 * @param logprob the mean natural logarithm of the probability of its tokens; null where the provider does not tell
 */
public record Said(
        String text, String refusal, boolean isFiltered, boolean isCutOff, List<Call> calls, @Nullable Double logprob) {

    /**
     * A call of a tool.
     *
     * @param arguments JSON, or what the model takes for it
     */
    public record Call(String name, String arguments) {}

    /** Keeps its own list. */
    public Said {
        calls = List.copyOf(calls);
    }

    /** {@return whether it says nothing at all} */
    public boolean isEmpty() {
        return text.isBlank() && refusal.isBlank() && calls.isEmpty();
    }

    /**
     * {@return what a whole reply says, or one whose stream was held; nothing where it is still arriving, or is no chat}
     */
    public static Said of(LlmReply reply) {
        Hearing hearing = new Hearing();
        Listener listener = listener(reply, hearing);
        Buffer events = reply.heldEvents();
        if (listener == null) {
            return hearing.said();
        } else if (events != null) {
            events(events.getBytes(), listener);
        } else if (reply.stream() == null) {
            listener.whole(tree(whole(reply)));
        }
        return hearing.said();
    }

    private static byte[] whole(LlmReply reply) {
        Buffer body = reply.body();
        return (body != null ? body : reply.json("unnamed", "unnamed")).getBytes();
    }

    private static @Nullable Listener listener(LlmReply reply, Hearing hearing) {
        return switch (reply.operation()) {
            case CHAT, COMPLETIONS -> new ChatListener(hearing);
            case MESSAGES -> new MessagesListener(hearing);
            case RESPONSES -> new ResponsesListener(hearing);
            default -> null;
        };
    }

    private static void events(byte[] events, Listener listener) {
        EventCutter.forEach(events, (from, end, data) -> {
            if (data != null && !data.isDone()) {
                listener.event(tree(data));
            }
        });
    }

    private static JsonNode tree(EventCutter.Data data) {
        try {
            return Json.MAPPER.readTree(data.bytes(), data.from(), data.length());
        } catch (IOException e) {
            return Json.MAPPER.missingNode();
        }
    }

    private static JsonNode tree(byte[] json) {
        try {
            return Json.MAPPER.readTree(json);
        } catch (IOException e) {
            return Json.MAPPER.missingNode();
        }
    }
}
