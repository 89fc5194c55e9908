package dev.llmrouter.route;

import dev.llmrouter.call.RefusedException;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.Processor;

/** What routes of a channel ask for where it is off. */
final class SwitchedOff {

    private SwitchedOff() {}

    /** Binds steps that refuse what comes, since this router does not do it; the message says how it would. */
    static void bind(CamelContext camel, List<String> steps, String message) {
        Processor refuse = exchange -> {
            throw new RefusedException(404, message, "not_switched_on");
        };
        steps.forEach(step -> camel.getRegistry().bind(step, Processor.class, refuse));
    }
}
