package dev.llmrouter.longtext;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmrouter.call.Attempt;
import dev.llmrouter.call.Call;
import dev.llmrouter.llm.LlmReply;
import dev.llmrouter.outcome.LlmStream;
import dev.llmrouter.outcome.Usage;
import dev.llmrouter.wire.EventCutter;
import dev.llmrouter.wire.Json;
import dev.llmrouter.wire.TranslatedStream;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Tells the caller in the last reply, a chat completion, the tokens of all that were asked before it as well. */
final class AddedUsage {

    private AddedUsage() {}

    /** {@return the reply of the last part of a call, which says so where it says anything of tokens} */
    static LlmReply of(Call call, Call part) {
        Usage before = Usage.NONE;
        for (Attempt attempt : call.attempts()) {
            Usage used = attempt.usage();
            if (used != null && attempt != part.answering() && !attempt.isGuessed()) {
                before = before.plus(used);
            }
        }
        return to(Objects.requireNonNull(part.reply()), before, call.id());
    }

    private static LlmReply to(LlmReply last, Usage before, String id) {
        LlmStream stream = last.stream();
        if (stream != null) {
            return last.with(new TranslatedStream(stream, events -> chunks(events, before)));
        }
        Buffer body = last.json("chatcmpl-" + id, "");
        byte[] json = body.getBytes();
        JsonNode sum = added(json, 0, json.length, before);
        return LlmReply.whole(
                        last.operation(),
                        sum == null ? body : Buffer.buffer(sum.toString()),
                        last.usage().plus(before),
                        last.headers())
                .withDropped(last.dropped());
    }

    private static Buffer chunks(Buffer events, Usage before) {
        byte[] bytes = events.getBytes();
        Buffer passed = Buffer.buffer(bytes.length);
        EventCutter.forEach(bytes, (from, end, data) -> {
            JsonNode sum =
                    data == null || data.isDone() ? null : added(data.bytes(), data.from(), data.length(), before);
            if (sum == null) {
                passed.appendBytes(bytes, from, end - from);
            } else {
                passed.appendString("data: " + sum + "\n\n", StandardCharsets.UTF_8.name());
            }
        });
        return passed;
    }

    private static @Nullable JsonNode added(byte[] json, int from, int length, Usage before) {
        try {
            JsonNode tree = Json.MAPPER.readTree(json, from, length);
            if (tree.path("usage") instanceof ObjectNode usage) {
                add(usage, "prompt_tokens", before.input());
                add(usage, "completion_tokens", before.output());
                add(usage, "total_tokens", before.input() + before.output());
                return tree;
            }
            return null;
        } catch (IOException unreadable) {
            return null;
        }
    }

    private static void add(ObjectNode usage, String field, long more) {
        if (usage.path(field).isIntegralNumber()) {
            usage.put(field, usage.path(field).asLong() + more);
        }
    }
}
