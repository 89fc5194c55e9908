package dev.llmrouter.experiment;

import dev.llmrouter.call.Attempt;
import dev.llmrouter.call.Call;
import dev.llmrouter.llm.LlmReply;
import dev.llmrouter.outcome.Failure;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** Compares what the shadow replied with what the caller got, and pays for it from the shadow's own budget. */
public final class CompareShadow implements Processor {

    private static final double NANOS_PER_SECOND = 1e9;

    @Override
    public void process(Exchange exchange) {
        ShadowRun run = ShadowRun.of(exchange);
        Call call = Call.of(exchange);
        LlmReply reply = call.reply();
        ShadowFigures figures = run.shadow().figures();
        if (reply == null) {
            figures.ended(lastFailure(call.attempts()));
            return;
        }
        Double usd = Cost.of(call);
        run.shadow().allowance().spend(usd == null ? 0 : usd);
        figures.took(
                new ShadowFigures.Took(run.realSeconds(), Cost.of(run.real())),
                new ShadowFigures.Took(call.nanos() / NANOS_PER_SECOND, usd));
        LlmReply realReply = run.real().reply();
        Said real = realReply == null ? null : Said.in(realReply);
        Said shadow = Said.in(reply);
        if (real != null && shadow != null) {
            Similarity similarity = run.shadow().similarity();
            figures.compared(Comparison.of(
                    real, shadow, (one, other) -> similarity == null ? null : similarity.of(call, one, other)));
        }
        figures.ended("ok");
    }

    private static String lastFailure(List<Attempt> attempts) {
        Failure last =
                attempts.isEmpty() ? null : attempts.get(attempts.size() - 1).failure();
        return last == null ? MissShadow.NO_TARGET : last.kind().code();
    }
}
