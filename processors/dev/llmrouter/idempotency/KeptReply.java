package dev.llmrouter.idempotency;

import dev.llmrouter.call.Call;
import dev.llmrouter.call.RecordedStream;
import dev.llmrouter.call.WholeAnswer;
import dev.llmrouter.catalog.Target;
import dev.llmrouter.llm.LlmReply;
import dev.llmrouter.outcome.LlmStream;
import io.vertx.core.buffer.Buffer;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/** Keeps the reply to a message; a stream once its reader has come to its end. What failed may be asked again. */
final class KeptReply extends EndOfChat {

    static final String OPERATION = "llm-operation";
    static final String STREAM = "llm-stream";

    private static final int DONE = 200;

    private final KeepAnswer keeper;
    private final Executor workers;

    KeptReply(KeepAnswer keeper, Executor workers) {
        this.keeper = keeper;
        this.workers = workers;
    }

    @Override
    void leaves(Exchange exchange) {
        Call call = Call.of(exchange);
        LlmReply reply = exchange.isFailed() ? null : call.reply();
        LlmStream stream = reply == null ? null : reply.stream();
        if (reply == null) {
            keeper.end();
        } else if (stream == null) {
            keep(reply, body(call, reply));
        } else {
            LlmReply recorded = recorded(reply, stream);
            call.answer(recorded);
            exchange.getMessage().setBody(recorded);
        }
    }

    private static Buffer body(Call call, LlmReply reply) {
        Target target = call.answeredBy();
        Buffer body = reply.body();
        return body != null ? body : reply.json("chatcmpl-" + call.id(), target == null ? "" : target.model());
    }

    private LlmReply recorded(LlmReply reply, LlmStream stream) {
        RecordedStream[] recorded = new RecordedStream[1];
        recorded[0] = new RecordedStream(stream, () -> workers.execute(() -> keep(reply, recorded[0].whole())));
        return reply.with(recorded[0]);
    }

    private void keep(LlmReply reply, @Nullable Buffer body) {
        if (body != null) {
            Map<String, String> headers = new HashMap<>(reply.headers());
            headers.put(OPERATION, reply.operation().name());
            if (reply.stream() != null) {
                headers.put(STREAM, "true");
            }
            keeper.keep(new WholeAnswer(DONE, "", headers, body));
        }
        keeper.end();
    }
}
