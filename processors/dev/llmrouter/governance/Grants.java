package dev.llmrouter.governance;

import dev.llmrouter.call.Call;
import dev.llmrouter.call.NotAllowedException;
import dev.llmrouter.call.Permissions;
import dev.llmrouter.llm.LlmHeaders;
import java.util.Map;
import java.util.function.Function;
import org.apache.camel.Exchange;

/**
 * What each call may do: what its tenant may, as far as the labels of its data allow. The tenant comes from the header
 * {@code LlmTenant} of the message and from nothing that a caller over HTTP can send. Thread-safe.
 */
public final class Grants implements Function<Exchange, Permissions> {

    private final Map<String, Permissions> tenants;
    private final Labels labels;

    /** The permissions of every tenant that there is, by its name. */
    public Grants(Map<String, Permissions> tenants, Labels labels) {
        this.tenants = Map.copyOf(tenants);
        this.labels = labels;
    }

    /**
     * {@inheritDoc}
     *
     * @throws dev.llmrouter.call.RouterException where its tenant or a label is not known
     */
    @Override
    public Permissions apply(Exchange exchange) {
        return tenant(exchange).demanding(labels.of(exchange, Call.of(exchange)));
    }

    private Permissions tenant(Exchange exchange) {
        Object header = exchange.getMessage().getHeader(LlmHeaders.TENANT);
        if (header == null) {
            return Permissions.ALL;
        }
        String name = header.toString();
        Permissions permissions = tenants.get(name);
        if (permissions == null) {
            throw NotAllowedException.tenant(name);
        }
        return permissions;
    }
}
