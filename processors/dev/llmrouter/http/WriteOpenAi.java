package dev.llmrouter.http;

import dev.llmrouter.call.Call;
import dev.llmrouter.catalog.Target;
import dev.llmrouter.llm.LlmReply;
import dev.llmrouter.outcome.LlmStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** Message Translator: the reply of a call becomes an answer in OpenAI's format, with who gave it in the headers. */
public final class WriteOpenAi implements Processor {

    @Override
    public void process(Exchange exchange) {
        Call call = Call.of(exchange);
        LlmReply reply = Objects.requireNonNull(call.reply());
        Target target = Objects.requireNonNull(call.answeredBy());
        Map<String, String> headers = new HashMap<>(reply.headers());
        headers.put("x-llm-target", target.name());
        headers.put("x-llm-model", target.model());
        headers.put("x-llm-attempts", Integer.toString(call.asked()));
        LlmStream stream = reply.stream();
        exchange.getMessage()
                .setBody(
                        stream != null
                                ? HttpAnswer.events(headers, stream)
                                : HttpAnswer.json(200, headers, reply.json("chatcmpl-" + call.id(), target.model())));
    }
}
