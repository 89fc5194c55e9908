package dev.llmrouter.governance;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmrouter.fault.FaultRule;
import dev.llmrouter.fault.Faults;
import dev.llmrouter.fault.RunningFault;
import dev.llmrouter.wire.Json;
import java.time.Duration;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** Answers with the faults that are on, and how often each has struck, as JSON. */
public final class TellFaults implements Processor {

    private final Faults faults;

    /** Those. */
    public TellFaults(Faults faults) {
        this.faults = faults;
    }

    @Override
    public void process(Exchange exchange) {
        ObjectNode answer = Json.MAPPER.createObjectNode();
        ObjectNode all = answer.putObject("faults");
        faults.running().forEach((name, fault) -> tell(fault, all.putObject(name)));
        exchange.getMessage().setBody(answer);
    }

    private static void tell(RunningFault fault, ObjectNode entry) {
        FaultRule rule = fault.rule();
        rule.targets().forEach(entry.putArray("targets")::add);
        entry.put("fault", rule.fault().word()).put("percent", rule.percent());
        Duration left = fault.left();
        if (left != null) {
            entry.put("secondsLeft", left.toSeconds());
        }
        entry.put("struck", fault.struck());
    }
}
