package dev.llmrouter.governance;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmrouter.call.Call;
import dev.llmrouter.call.UnknownLabelException;
import dev.llmrouter.catalog.Demand;
import dev.llmrouter.llm.LlmHeaders;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;

/**
 * What callers say that their data is, and what that demands. They say it in the HTTP header {@code x-llm-labels}, in
 * the Camel header {@code LlmLabels}, or in {@code metadata.labels} of a request in JSON; what stands anywhere counts,
 * since a label only ever takes targets away. Thread-safe.
 */
public final class Labels {

    /** The header that callers over HTTP send. */
    public static final String HEADER = "x-llm-labels";

    private final Map<String, Demand> demands;

    /** The demand of every label that there is. */
    public Labels(Map<String, Demand> demands) {
        this.demands = new LinkedHashMap<>(demands);
    }

    /**
     * {@return what the labels of a call demand}
     *
     * @throws UnknownLabelException where one of them is not configured
     */
    List<Demand> of(Exchange exchange, Call call) {
        List<Demand> found = List.of();
        for (String text : call.caller().headers(HEADER)) {
            found = add(text, found);
        }
        Object header = exchange.getMessage().getHeader(LlmHeaders.LABELS);
        if (header instanceof Collection<?> list) {
            for (Object item : list) {
                found = add(String.valueOf(item), found);
            }
        } else if (header != null) {
            found = add(exchange.getMessage().getHeader(LlmHeaders.LABELS, String.class), found);
        }
        // without labels, metadata is the caller's own affair
        return demands.isEmpty() ? found : add(call.request().metadata(), found);
    }

    private List<Demand> add(@org.jspecify.annotations.Nullable JsonNode metadata, List<Demand> before) {
        JsonNode labels = metadata == null ? null : metadata.get("labels");
        if (labels == null || labels.isNull()) {
            return before;
        }
        List<Demand> found = before;
        for (JsonNode label : labels.isArray() ? labels : List.of(labels)) {
            found = add(label.isTextual() ? label.textValue() : label.toString(), found);
        }
        return found;
    }

    private List<Demand> add(String text, List<Demand> before) {
        List<Demand> found = before.isEmpty() ? new ArrayList<>() : before;
        for (String part : text.split(",", -1)) {
            String label = part.strip();
            if (!label.isEmpty()) {
                found.add(demand(label));
            }
        }
        return found;
    }

    private Demand demand(String label) {
        Demand demand = demands.get(label);
        if (demand == null) {
            throw new UnknownLabelException(label, demands.keySet());
        }
        return demand;
    }
}
