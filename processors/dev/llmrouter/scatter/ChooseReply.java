package dev.llmrouter.scatter;

import dev.llmrouter.call.Call;
import dev.llmrouter.llm.LlmReply;
import dev.llmrouter.said.Said;
import java.util.List;
import java.util.Objects;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.jspecify.annotations.Nullable;

/** Makes one of the replies that came the reply of the call; of all that came the tokens are counted. */
public final class ChooseReply implements Processor {

    @Override
    public void process(Exchange exchange) {
        Scattering scattering = Scattering.of(exchange);
        Integer verdict = (Integer) exchange.removeProperty(TakeVerdict.PROPERTY);
        scattering.end(chosen(scattering, verdict));
    }

    private static @Nullable Call chosen(Scattering scattering, @Nullable Integer verdict) {
        List<Call> answered = scattering.answered();
        if (answered.isEmpty()) {
            return null;
        }
        return switch (scattering.plan().options().gather()) {
            case FASTEST -> scattering.first();
            case MAJORITY -> answered.get(Answers.mostCommon(keys(answered)));
            case BEST -> answered.get(verdict == null ? 0 : verdict);
        };
    }

    static List<String> keys(List<Call> answered) {
        return answered.stream().map(branch -> Answers.key(said(branch))).toList();
    }

    static Said said(Call branch) {
        LlmReply reply = Objects.requireNonNull(branch.reply());
        return Said.of(reply);
    }
}
