package dev.llmrouter.experiment;

import dev.llmrouter.call.Call;
import dev.llmrouter.llm.Cancellation;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.apache.camel.Predicate;
import org.apache.camel.support.ExpressionAdapter;
import org.jspecify.annotations.Nullable;

/** Which model has which shadow; as an expression, whether a call that has ended is one to ask again. Thread-safe. */
public final class Shadows extends ExpressionAdapter implements Predicate {

    private final Map<String, Shadow> byModel;
    private final Set<Cancellation> running = ConcurrentHashMap.newKeySet();

    /** The shadows of a configuration, one for a model. */
    public Shadows(Collection<Shadow> shadows) {
        this.byModel = shadows.stream().collect(Collectors.toUnmodifiableMap(Shadow::model, Function.identity()));
    }

    /** {@return all, in the order of the models' names} */
    List<Shadow> all() {
        return byModel.keySet().stream().sorted().map(byModel::get).toList();
    }

    /** {@return the shadow that follows a call; null where none does} */
    @Nullable
    Shadow of(Call call) {
        if (byModel.isEmpty() || call.isRehearsal() || call.model() == null) {
            return null;
        }
        Shadow shadow = byModel.get(call.model());
        return shadow != null && shadow.follows(call) ? shadow : null;
    }

    void began(Cancellation cancellation) {
        running.add(cancellation);
    }

    void ended(Cancellation cancellation) {
        running.remove(cancellation);
    }

    /** Gives up all that goes on: a router that stops need not wait for what nobody waits for. */
    public void stop() {
        running.forEach(Cancellation::cancel);
    }

    /** A call that got no whole reply has nothing to be compared with. */
    @Override
    public boolean matches(Exchange exchange) {
        if (byModel.isEmpty()) {
            return false;
        }
        Call call = Call.find(exchange);
        return call != null && call.reply() != null && call.reply().failure() == null && of(call) != null;
    }

    @Override
    public Object evaluate(Exchange exchange) {
        return matches(exchange);
    }
}
