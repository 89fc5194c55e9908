package dev.llmrouter.cascade;

import dev.llmrouter.call.Call;
import dev.llmrouter.call.Stage.Verdict;
import dev.llmrouter.cascade.CascadeOptions.Fault;
import dev.llmrouter.cascade.CascadeOptions.Streams;
import dev.llmrouter.llm.HeldReply;
import dev.llmrouter.llm.LlmReply;
import dev.llmrouter.llm.LlmRequest;
import dev.llmrouter.openai.LogprobsWish;
import dev.llmrouter.openai.OpenAiRequest;
import dev.llmrouter.policy.PolicyParts;
import dev.llmrouter.said.Said;
import dev.llmrouter.wire.Operation;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * What the replies of a stage are held against, in this order.
 *
 * @param wantsLogprobs whether a rule looks at how probable the tokens are
 * @param holdsStreams whether streams are held back for it
 */
record ReplyRules(List<Rule> rules, boolean wantsLogprobs, boolean holdsStreams) {

    ReplyRules {
        rules = List.copyOf(rules);
    }

    static ReplyRules of(CascadeOptions options, PolicyParts parts) {
        List<Rule> rules = new ArrayList<>();
        List<Fault> faults = options.escalateOn();
        if (faults.contains(Fault.REFUSAL)) {
            rules.add(Rule.of("refusal", Refusals::isIn));
        }
        if (faults.contains(Fault.EMPTY)) {
            rules.add(Rule.of("empty", Said::isEmpty));
        }
        if (faults.contains(Fault.LENGTH)) {
            rules.add(Rule.of("length", Said::isCutOff));
        }
        if (faults.contains(Fault.SCHEMA)) {
            rules.add(new FormRule());
        }
        Double least = options.minLogprob();
        if (least != null) {
            double bound = least;
            rules.add(Rule.of("logprob", said -> said.logprob() != null && said.logprob() < bound));
        }
        if (options.check() != null) {
            rules.add(OwnCheck.of(options.check(), parts.model(), parts.camel()));
        }
        return new ReplyRules(rules, least != null, options.streams() == Streams.HOLD);
    }

    /** {@return whether the router asks for more of this request than its caller} A stream that nobody checks needs nothing. */
    boolean wantsLogprobs(LlmRequest request) {
        return wantsLogprobs && (holdsStreams || !request.stream());
    }

    Verdict check(Exchange exchange, LlmReply reply) {
        LlmRequest request = Call.of(exchange).request();
        Said said = Said.of(reply);
        return new Verdict(said.logprob() == null ? reply : asWanted(request, reply), fault(exchange, request, said));
    }

    private @Nullable String fault(Exchange exchange, LlmRequest request, Said said) {
        for (Rule rule : rules) {
            String fault = rule.fault(exchange, request, said);
            if (fault != null) {
                return fault;
            }
        }
        return null;
    }

    /** What only the router asked for, the caller does not see. */
    private LlmReply asWanted(LlmRequest request, LlmReply reply) {
        OpenAiRequest asked = wantsLogprobs && reply.operation() == Operation.CHAT ? request.openAi() : null;
        if (asked == null || LogprobsWish.isIn(asked)) {
            return reply;
        }
        Buffer events = reply.heldEvents();
        Buffer body = reply.body();
        if (events != null) {
            return HeldReply.with(reply, LogprobsWish.takenFromEvents(events));
        }
        return body == null ? reply : reply.with(LogprobsWish.takenFrom(body));
    }
}
