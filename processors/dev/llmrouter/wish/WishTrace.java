package dev.llmrouter.wish;

import dev.llmrouter.call.Call;
import dev.llmrouter.call.Trace;
import dev.llmrouter.catalog.Target;
import dev.llmrouter.wish.Ordered.Scored;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Says in the trace of a call what its caller's wishes did to the targets of a model. */
record WishTrace(Call call, String model) {

    private static final String POLICY = "wish";

    void decided(String why) {
        call.trace().add(new Trace.Decided(model, POLICY, why));
    }

    /** Orders by a score, and says what the scores are. */
    List<Target> ascending(String unit, List<Target> targets, ToDoubleFunction<Target> score) {
        List<Scored> scored = Ordered.scored(targets, score);
        List<String> names =
                scored.stream().map(member -> member.target().name()).toList();
        List<Double> scores = scored.stream().map(Scored::score).toList();
        call.trace().add(new Trace.Compared(model, POLICY, unit, names, scores));
        return Ordered.ascending(scored);
    }
}
