package dev.llmrouter.experiment;

import dev.llmrouter.call.Call;
import dev.llmrouter.llm.LlmReply;
import dev.llmrouter.outcome.LlmStream;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** Remembers what passes in the stream of a call that a shadow follows; whole replies are there anyway. */
public final class HearReply implements Processor {

    private final Shadows shadows;

    /** The shadows that there are. */
    public HearReply(Shadows shadows) {
        this.shadows = shadows;
    }

    @Override
    public void process(Exchange exchange) {
        Call call = Call.of(exchange);
        LlmReply reply = call.reply();
        LlmStream stream = reply == null ? null : reply.stream();
        if (reply == null || stream == null || shadows.of(call) == null) {
            return;
        }
        LlmReply heard = LlmReply.live(reply.operation(), new HeardStream(stream), reply.headers())
                .withDropped(reply.dropped());
        call.answer(heard);
        exchange.getMessage().setBody(heard);
    }
}
