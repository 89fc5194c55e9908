package dev.llmrouter.cascade;

import dev.llmrouter.call.Stage;
import dev.llmrouter.llm.LlmReply;
import dev.llmrouter.llm.LlmRequest;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * One stage of one cascade.
 *
 * @param cascade known by its identity
 * @param number from 0
 * @param rules for the replies; null for the last stage, whose replies are taken as they are
 */
record CascadeStage(CascadePolicy cascade, int number, @Nullable ReplyRules rules) implements Stage {

    @Override
    public boolean isSettledBy(Stage rejected) {
        return rejected instanceof CascadeStage other && other.cascade == cascade && number <= other.number;
    }

    @Override
    public LlmRequest asking(LlmRequest request) {
        return rules != null && rules.wantsLogprobs(request) ? request.wishingLogprobs() : request;
    }

    @Override
    public boolean holdsStreams() {
        return rules != null && rules.holdsStreams();
    }

    @Override
    public Verdict check(Exchange exchange, LlmReply reply) {
        boolean isArriving = reply.stream() != null && reply.heldEvents() == null;
        return rules == null || isArriving ? new Verdict(reply, null) : rules.check(exchange, reply);
    }
}
