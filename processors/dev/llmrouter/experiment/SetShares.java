package dev.llmrouter.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmrouter.call.RefusedException;
import java.util.HashMap;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** Gives arms the percentages in {@code {"arms": {"NAME": 25}}}, from the next call on, and answers with the report. */
public final class SetShares implements Processor {

    private final Experiments experiments;

    /** The experiments that there are. */
    public SetShares(Experiments experiments) {
        this.experiments = experiments;
    }

    @Override
    public void process(Exchange exchange) {
        AdminPath path = AdminPath.of(exchange);
        path.checkNoCommand();
        Experiment experiment = path.find(experiments);
        try {
            experiment.share(percents(exchange.getMessage().getBody(JsonNode.class)));
        } catch (IllegalArgumentException e) {
            throw new RefusedException(400, "'arms': " + e.getMessage() + ".", "invalid_request");
        }
        exchange.getMessage().setBody(Report.of(experiment));
    }

    private static Map<String, Double> percents(JsonNode body) {
        Map<String, Double> percents = new HashMap<>();
        body.path("arms").properties().forEach(arm -> {
            if (!arm.getValue().isNumber()) {
                throw new IllegalArgumentException("arms have percentages, which are numbers");
            }
            percents.put(arm.getKey(), arm.getValue().asDouble());
        });
        if (percents.isEmpty()) {
            throw new IllegalArgumentException("arms are missing; expected {\"arms\": {\"NAME\": 25}}");
        }
        return percents;
    }
}
