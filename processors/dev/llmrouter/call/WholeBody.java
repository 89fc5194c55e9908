package dev.llmrouter.call;

import dev.llmrouter.catalog.Target;
import dev.llmrouter.llm.LlmReply;
import dev.llmrouter.llm.LlmRequest;
import dev.llmrouter.openai.ChatTranslatable;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/** The whole reply of a call in the dialect that its caller wrote in. */
public final class WholeBody {

    private WholeBody() {}

    /** {@return the bytes of a whole reply to a call that is answered, and not by a stream} */
    public static Buffer of(Call call, LlmReply reply) {
        Buffer body = reply.body();
        ChatTranslatable other = other(call.request(), reply);
        if (body != null && other == null) {
            return body;
        }
        Target target = call.answeredBy();
        Buffer chat = reply.json("chatcmpl-" + call.id(), target == null ? "" : target.model());
        return other == null ? chat : Buffer.buffer(other.fromChat(chat.getBytes(), reply.usage()));
    }

    /** {@return the request whose dialect a reply must be put in; null where it is in that already} */
    public static @Nullable ChatTranslatable other(LlmRequest request, LlmReply reply) {
        return request.operation() != reply.operation() && request.wire() instanceof ChatTranslatable other
                ? other
                : null;
    }
}
