package dev.llmrouter.resume;

import dev.llmrouter.call.Call;
import dev.llmrouter.llm.LlmReply;
import dev.llmrouter.llm.LlmRequest;
import dev.llmrouter.openai.OpenAiRequest;
import dev.llmrouter.outcome.LlmStream;
import dev.llmrouter.outcome.Usage;
import dev.llmrouter.wire.Operation;
import io.vertx.core.Context;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.ProducerTemplate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets the stream of a call be continued by the next candidate where it breaks off, if its model says so. The rest is a
 * branch of the call that goes the way of every attempt, on a worker.
 */
public final class ResumeStream implements Processor {

    private static final Logger LOG = LoggerFactory.getLogger(ResumeStream.class);

    private final Set<String> models;
    private final ProducerTemplate dispatch;
    private final ExecutorService workers;

    /**
     * The step.
     *
     * @param models the names of those whose streams are continued
     * @param dispatch sends to the route that asks one candidate after the other
     * @param workers where it blocks; refuses what is too much
     */
    public ResumeStream(Set<String> models, ProducerTemplate dispatch, ExecutorService workers) {
        this.models = Set.copyOf(models);
        this.dispatch = dispatch;
        this.workers = workers;
    }

    @Override
    public void process(Exchange exchange) {
        if (models.isEmpty()) {
            return;
        }
        Call call = Call.of(exchange);
        LlmReply reply = call.reply();
        String model = call.model();
        LlmStream stream = reply == null ? null : reply.stream();
        Context loop = call.request().context();
        if (reply == null || stream == null || loop == null || model == null || !models.contains(model)) {
            return;
        }
        if (reply.operation() == Operation.CHAT && call.plan() == null) {
            LlmReply resumed = reply.with(new SplicedStream(stream, new Rest(call, loop)));
            call.answer(resumed);
            exchange.getMessage().setBody(resumed);
        }
    }

    /** What is still to be said of one call. */
    private final class Rest implements SplicedStream.Resumption {

        private final Call call;
        private final Context loop;

        Rest(Call call, Context loop) {
            this.call = call;
            this.loop = loop;
        }

        @Override
        public void resume(String said, Usage used, Consumer<@Nullable LlmStream> then) {
            try {
                workers.execute(() -> {
                    LlmStream rest = tryAsk(said, used);
                    loop.runOnContext(now -> then.accept(rest));
                });
            } catch (RejectedExecutionException full) {
                then.accept(null);
            }
        }

        private @Nullable LlmStream tryAsk(String said, Usage used) {
            try {
                return ask(said, used);
            } catch (RuntimeException e) {
                LOG.error("call {} could not be resumed", call.id(), e);
                return null;
            }
        }

        private @Nullable LlmStream ask(String said, Usage used) {
            LlmRequest request = call.request();
            OpenAiRequest rest = Continuation.of(Objects.requireNonNull(request.openAi()), said, used);
            if (rest == null) {
                return null;
            }
            // the caller's deadline was for the first content, which has been there
            Call branch = call.branches()
                    .goOn(LlmRequest.of(rest, request.headers(), loop, request.cancellation())
                            .claimingAs(request));
            if (branch.candidates().isEmpty()) {
                return null;
            }
            dispatch.send(exchange -> exchange.setVariable(Call.VARIABLE, branch));
            LlmReply reply = branch.reply();
            return reply == null ? null : reply.stream();
        }
    }
}
