package dev.llmrouter.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmrouter.call.RefusedException;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.jspecify.annotations.Nullable;

/**
 * Does what the path says: {@code stop} and {@code resume} switch the arm in {@code {"arm": "NAME"}}, else all but the
 * control; {@code reset} begins anew. Answers with the report.
 */
public final class CommandExperiment implements Processor {

    private final Experiments experiments;

    /** The experiments that there are. */
    public CommandExperiment(Experiments experiments) {
        this.experiments = experiments;
    }

    @Override
    public void process(Exchange exchange) {
        AdminPath path = AdminPath.of(exchange);
        Experiment experiment = path.find(experiments);
        try {
            command(experiment, path.command(), arm(exchange.getMessage().getBody(JsonNode.class)));
        } catch (IllegalArgumentException e) {
            throw new RefusedException(400, "'arm': " + e.getMessage() + ".", "invalid_request");
        } catch (IllegalStateException e) {
            throw new RefusedException(409, e.getMessage() + ". POST reset begins anew.", "rolled_back");
        }
        exchange.getMessage().setBody(Report.of(experiment));
    }

    private static void command(Experiment experiment, String command, @Nullable String arm) {
        switch (command) {
            case "stop" -> experiment.stop(arm);
            case "resume" -> experiment.resume(arm);
            case "reset" -> experiment.reset();
            default -> throw AdminPath.unknown();
        }
    }

    private static @Nullable String arm(JsonNode body) {
        return body.has("arm") ? body.path("arm").asText() : null;
    }
}
