package dev.llmrouter.experiment;

import dev.llmrouter.call.Arm;
import dev.llmrouter.call.Call;
import dev.llmrouter.call.Identity;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** Counts a call that has ended for the arms that it was in, and remembers it for feedback. */
public final class RecordArm implements Processor {

    private static final double NANOS_PER_SECOND = 1e9;

    private final RecentCalls recent;
    private final ArmMeters meters;

    /** Where it is counted. */
    public RecordArm(Experiments experiments, RecentCalls recent, MeterRegistry registry) {
        this.recent = recent;
        this.meters = new ArmMeters(registry);
        experiments.all().forEach(meters::watch);
    }

    @Override
    public void process(Exchange exchange) {
        Call call = Call.find(exchange);
        if (call == null || call.arms().isEmpty() || call.isRehearsal()) {
            return;
        }
        List<Seat> seats = new ArrayList<>(call.arms().size());
        for (Arm arm : call.arms()) {
            if (arm instanceof ChosenArm chosen && chosen.concerns(call)) {
                count(call, chosen);
                seats.add(chosen.seat());
            }
        }
        if (!seats.isEmpty()) {
            Identity identity = call.access().identity();
            recent.add(identity == null ? null : identity.tenant(), call.id(), seats);
        }
    }

    private void count(Call call, ChosenArm arm) {
        Outcome outcome = arm.outcome(call);
        Double usd = outcome == Outcome.OK ? Cost.of(call) : null;
        long nanos = call.nanos();
        arm.seat().figures().ended(outcome, nanos / NANOS_PER_SECOND, usd);
        meters.ended(arm.seat(), outcome, nanos, usd);
        arm.of().watch();
    }
}
