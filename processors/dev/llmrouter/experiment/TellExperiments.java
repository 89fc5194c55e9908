package dev.llmrouter.experiment;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmrouter.wire.Json;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** Answers with the report of an experiment, or of all, as JSON. */
public final class TellExperiments implements Processor {

    private final Experiments experiments;

    /** The experiments that there are. */
    public TellExperiments(Experiments experiments) {
        this.experiments = experiments;
    }

    @Override
    public void process(Exchange exchange) {
        AdminPath path = AdminPath.of(exchange);
        path.checkNoCommand();
        exchange.getMessage().setBody(path.name().isEmpty() ? all() : Report.of(path.find(experiments)));
    }

    private ObjectNode all() {
        ObjectNode answer = Json.MAPPER.createObjectNode();
        ArrayNode reports = answer.putArray("experiments");
        experiments.all().forEach(experiment -> reports.add(Report.of(experiment)));
        return answer;
    }
}
