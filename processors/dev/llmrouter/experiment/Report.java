package dev.llmrouter.experiment;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmrouter.wire.Json;

/**
 * What is known of an experiment, as JSON: figures of each arm with bounds, and how the others compare with the control.
 * Bounds and p-values are always valid, so they may be looked at at any time; several arms and several figures are
 * several looks, which nothing here corrects.
 */
final class Report {

    /** Of the bounds: how often they are wrong at most. A difference is bounded by two of half of it. */
    static final double ALPHA = 0.05;

    private Report() {}

    static ObjectNode of(Experiment experiment) {
        experiment.watch();
        Live live = experiment.live();
        ObjectNode report = Json.MAPPER.createObjectNode();
        report.put("name", experiment.name());
        report.put(
                "by",
                experiment.options().by() == null
                        ? "user, session or call"
                        : experiment.options().by());
        report.put("control", live.control().arm());
        report.put("since", live.since().toString());
        report.put("alpha", ALPHA);
        canary(report, experiment, live);
        ObjectNode arms = report.putObject("arms");
        for (Seat seat : live.seats()) {
            ObjectNode arm = arms.putObject(seat.arm());
            arm(arm, experiment, seat);
            if (!seat.arm().equals(live.control().arm())) {
                compare(
                        arm.putObject("againstControl"),
                        seat.figures().seen(),
                        live.control().figures().seen());
            }
        }
        return report;
    }

    private static void canary(ObjectNode report, Experiment experiment, Live live) {
        CanaryOptions options = experiment.options().canary();
        Canary canary = live.canary();
        if (canary == null || options == null) {
            return;
        }
        report.putObject("canary")
                .put("arm", options.arm())
                .put("state", word(canary.state()))
                .put("step", canary.step() + 1)
                .put("steps", options.ramp().size())
                .put("since", canary.since().toString())
                .put("why", canary.why());
    }

    private static String word(Canary.State state) {
        return switch (state) {
            case RAMPING -> "ramping";
            case DONE -> "done";
            case ROLLED_BACK -> "rolledBack";
            case BY_HAND -> "byHand";
        };
    }

    private static void arm(ObjectNode arm, Experiment experiment, Seat seat) {
        ArmFigures.Seen seen = seat.figures().seen();
        ArmOptions options = experiment.options().arms().get(seat.arm());
        arm.put("use", options == null ? null : options.use());
        arm.put("percent", Shares.percent(seat.slots())).put("on", seat.isOn());
        arm.put("calls", seen.errors().count() + seen.cancelled());
        arm.put("errors", Math.round(seen.errors().sum())).put("fellBack", seen.fellBack());
        arm.put("cancelled", seen.cancelled());
        proportion(arm.putObject("errorRate"), seen.errors());
        ObjectNode seconds = arm.putObject("seconds");
        average(seconds, seen.seconds());
        number(seconds, "p50", seat.figures().secondsAt(50));
        number(seconds, "p90", seat.figures().secondsAt(90));
        ObjectNode usd = arm.putObject("usd");
        average(usd, seen.usd());
        number(usd, "total", seen.usd().mean() * seen.usd().count());
        proportion(arm.putObject("feedback"), seen.scores());
    }

    private static void proportion(ObjectNode into, Proportion proportion) {
        into.put("count", proportion.count());
        number(into, "mean", proportion.mean());
        interval(into, proportion.interval(ALPHA));
    }

    static void average(ObjectNode into, Average average) {
        into.put("count", average.count());
        number(into, "mean", average.count() == 0 ? Double.NaN : average.mean());
        interval(into, average.interval(ALPHA));
    }

    private static void compare(ObjectNode into, ArmFigures.Seen arm, ArmFigures.Seen control) {
        difference(
                into.putObject("errorRate"),
                arm.errors().interval(ALPHA / 2).minus(control.errors().interval(ALPHA / 2)),
                arm.errors().mean() - control.errors().mean(),
                arm.errors().pValue(control.errors()));
        ratio(into.putObject("seconds"), arm.logSeconds(), control.logSeconds());
        difference(
                into.putObject("usd"),
                arm.usd().interval(ALPHA / 2).minus(control.usd().interval(ALPHA / 2)),
                arm.usd().mean() - control.usd().mean(),
                arm.usd().pValue(control.usd()));
        difference(
                into.putObject("feedback"),
                arm.scores().interval(ALPHA / 2).minus(control.scores().interval(ALPHA / 2)),
                arm.scores().mean() - control.scores().mean(),
                arm.scores().pValue(control.scores()));
    }

    private static void difference(ObjectNode into, Interval between, double difference, double pValue) {
        number(into, "difference", difference);
        interval(into, between);
        number(into, "pValue", pValue);
    }

    /** Of geometric means, since times are skewed. */
    private static void ratio(ObjectNode into, Average arm, Average control) {
        Interval between = arm.interval(ALPHA / 2).minus(control.interval(ALPHA / 2));
        number(
                into,
                "ratio",
                arm.count() == 0 || control.count() == 0 ? Double.NaN : Math.exp(arm.mean() - control.mean()));
        interval(into, new Interval(Math.exp(between.low()), Math.exp(between.high())));
        number(into, "pValue", arm.pValue(control));
    }

    private static void interval(ObjectNode into, Interval interval) {
        number(into, "low", interval.low());
        number(into, "high", interval.high());
    }

    /** JSON has no word for what is not known. */
    static void number(ObjectNode into, String key, double value) {
        if (Double.isFinite(value)) {
            into.put(key, value);
        } else {
            into.putNull(key);
        }
    }
}
