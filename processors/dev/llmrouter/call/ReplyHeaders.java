package dev.llmrouter.call;

import dev.llmrouter.catalog.Target;
import dev.llmrouter.llm.LlmHeaders;
import dev.llmrouter.llm.LlmReply;
import org.apache.camel.Message;

/** What a message that is a reply says in headers of how it came to be. */
public final class ReplyHeaders {

    private ReplyHeaders() {}

    /** Writes who answered a call, after how many attempts; and what it took, unless the reply is still arriving. */
    public static void write(Message message, Call call, LlmReply reply) {
        Target target = call.answeredBy();
        if (target != null) {
            message.setHeader(LlmHeaders.ANSWERED_BY, target.name());
        }
        message.setHeader(LlmHeaders.ATTEMPTS, call.asked());
        if (!reply.dropped().isNothing()) {
            message.setHeader(LlmHeaders.DROPPED, reply.dropped().text());
        }
        if (reply.stream() == null) {
            message.setHeader(LlmHeaders.INPUT_TOKENS, reply.usage().input());
            message.setHeader(LlmHeaders.OUTPUT_TOKENS, reply.usage().output());
            String cost = Cost.usd(call.attempts());
            if (cost != null) {
                message.setHeader(LlmHeaders.COST_USD, cost);
            }
        }
    }
}
