package dev.llmrouter.experiment;

import dev.llmrouter.call.RefusedException;
import dev.llmrouter.llm.LlmHeaders;
import java.util.List;
import org.apache.camel.Exchange;

/**
 * What is behind {@code /admin/experiments} in the path of a request.
 *
 * @param name of an experiment; empty for all
 * @param command for it; empty for none
 */
record AdminPath(String name, String command) {

    static AdminPath of(Exchange exchange) {
        String path = exchange.getMessage().getHeader(LlmHeaders.HTTP_PATH, "", String.class);
        List<String> steps = List.of(path.split("/", -1));
        return steps.size() > 5 ? new AdminPath(step(steps, 3), path) : new AdminPath(step(steps, 3), step(steps, 4));
    }

    private static String step(List<String> steps, int index) {
        return index < steps.size() ? steps.get(index) : "";
    }

    /** {@return the experiment that is named} Throws the refusal of a name that there is not. */
    Experiment find(Experiments experiments) {
        return experiments
                .find(name)
                .orElseThrow(() -> new RefusedException(
                        404, "There is no such experiment. GET /admin/experiments lists all.", "experiment_not_found"));
    }

    /** Refuses what nothing is at. */
    void checkNoCommand() {
        if (!command.isEmpty()) {
            throw unknown();
        }
    }

    static RefusedException unknown() {
        return new RefusedException(
                404,
                "There is GET /admin/experiments, GET and PUT /admin/experiments/NAME,"
                        + " and POST /admin/experiments/NAME/stop, /resume and /reset.",
                "unknown_url");
    }
}
