package dev.llmrouter.governance;

import dev.llmrouter.call.Call;
import dev.llmrouter.call.Permissions;
import java.util.function.Function;
import org.apache.camel.Exchange;

/** What each call may do: what its caller may, as far as the labels of its data allow. Thread-safe. */
public final class Grants implements Function<Exchange, Permissions> {

    private final Labels labels;

    /** Of data with these labels. */
    public Grants(Labels labels) {
        this.labels = labels;
    }

    /**
     * {@inheritDoc}
     *
     * @throws dev.llmrouter.call.RouterException where a label is not known
     */
    @Override
    public Permissions apply(Exchange exchange) {
        Call call = Call.of(exchange);
        return call.access().granted().demanding(labels.of(exchange, call));
    }
}
