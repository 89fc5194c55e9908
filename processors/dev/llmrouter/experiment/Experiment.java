package dev.llmrouter.experiment;

import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Some arms, the shares they have at present, and what has been seen of them; changed by an operator and by its own
 * canary while it runs. Thread-safe: calls read one snapshot, and changes take turns.
 */
public final class Experiment {

    private static final Logger LOG = LoggerFactory.getLogger(Experiment.class);
    private static final int CONTROL = 0;

    private final String name;
    private final SplitOptions options;
    private final List<String> arms;
    private final int[] begin;
    private final int watched;
    private final @Nullable CanaryRule rule;
    private final InstantSource clock;
    private volatile Live live;

    /**
     * An experiment at its beginning.
     *
     * @param name also its salt, so that units are spread anew in every experiment
     * @param on those of the arms whose providers are on, in their order, at least one; the first is the control
     */
    Experiment(String name, SplitOptions options, List<String> on, InstantSource clock) {
        this.name = name;
        this.options = options;
        this.arms = List.copyOf(on);
        this.clock = clock;
        Map<String, Double> percents = options.percents();
        percents.remove(arms.get(CONTROL));
        this.begin = Shares.of(arms, percents);
        CanaryOptions canary = options.canary();
        this.watched = canary == null ? -1 : arms.indexOf(canary.arm());
        this.rule = canary == null || watched <= CONTROL ? null : new CanaryRule(canary);
        this.live = beginning();
    }

    private Live beginning() {
        Instant now = clock.instant();
        Canary canary = rule == null ? null : Canary.begin(rule.options().ramp().size(), now);
        return Live.begin(name, arms, begin, now, canary);
    }

    /** {@return its name, which is that of its model} */
    public String name() {
        return name;
    }

    SplitOptions options() {
        return options;
    }

    Live live() {
        return live;
    }

    /** Sees how its canary does. Costs a comparison where there is none, else one or two microseconds. */
    void watch() {
        if (rule != null) {
            watch(rule);
        }
    }

    private synchronized void watch(CanaryRule by) {
        Live now = live;
        Canary canary = now.canary();
        if (canary == null || !canary.isWatched()) {
            return;
        }
        ArmFigures control = now.control().figures();
        ArmFigures figures = now.seats().get(watched).figures();
        Optional<String> regression = by.regression(control, figures);
        if (regression.isPresent()) {
            rollBack(now, canary, regression.get());
        } else if (isDue(by, canary) && by.mayGoOn(control, figures)) {
            goOn(by, now, canary);
        }
    }

    private boolean isDue(CanaryRule by, Canary canary) {
        return canary.state() == Canary.State.RAMPING
                && !clock.instant().isBefore(canary.since().plus(by.options().every()));
    }

    private void rollBack(Live now, Canary canary, String why) {
        live = now.with(watched, false, canary.rolledBack(why, clock.instant()));
        LOG.warn("experiment {}: {} is taken back at {} %: {}", name, arms.get(watched), percent(now), why);
    }

    private void goOn(CanaryRule by, Live now, Canary canary) {
        List<Double> ramp = by.options().ramp();
        Canary next = canary.next(ramp.size(), clock.instant());
        live = now.with(shares(Map.of(arms.get(watched), ramp.get(next.step()))), clock.instant(), next);
        LOG.info("experiment {}: {} has {} % from now on", name, arms.get(watched), percent(live));
    }

    private double percent(Live of) {
        return Shares.percent(of.seats().get(watched).slots());
    }

    /**
     * Gives arms other shares; those that are not named keep theirs, and the control has the rest. Ends a ramp.
     *
     * @throws IllegalArgumentException where there is no such arm or the shares do not add up, with a message that begins
     *     with {@code arms}
     */
    synchronized void share(Map<String, Double> percents) {
        for (String arm : percents.keySet()) {
            if (!arms.contains(arm)) {
                throw new IllegalArgumentException(
                        "arms has no " + (arm.length() > 40 ? "such arm" : arm) + ", but " + String.join(", ", arms));
            }
        }
        live = live.with(shares(percents), clock.instant(), byHand());
        LOG.info("experiment {}: shares changed by hand", name);
    }

    private int[] shares(Map<String, Double> changed) {
        Map<String, Double> percents = new HashMap<>();
        live.seats().stream().skip(1).forEach(seat -> percents.put(seat.arm(), Shares.percent(seat.slots())));
        percents.putAll(changed);
        return Shares.of(arms, percents);
    }

    private @Nullable Canary byHand() {
        Canary canary = live.canary();
        return canary == null || canary.state() == Canary.State.ROLLED_BACK ? canary : canary.byHand(clock.instant());
    }

    /** Switches arms off: their units are the control's from the next call on, and their figures stay. Null for all. */
    synchronized void stop(@Nullable String arm) {
        for (int each : chosen(arm)) {
            live = live.with(each, false, byHand());
        }
        LOG.warn("experiment {}: {} switched off by hand", name, arm == null ? "all arms" : arm);
    }

    /**
     * Switches arms on again, with their former share and units; their figures begin anew. Null for all.
     *
     * @throws IllegalStateException where the canary was taken back, which only a reset undoes
     */
    synchronized void resume(@Nullable String arm) {
        Canary canary = live.canary();
        if (canary != null
                && canary.state() == Canary.State.ROLLED_BACK
                && (arm == null || arm.equals(arms.get(watched)))) {
            throw new IllegalStateException("the canary was taken back: " + canary.why());
        }
        for (int each : chosen(arm)) {
            live = live.with(each, true, byHand());
        }
        live = live.with(live.slots(), clock.instant(), live.canary());
        LOG.info("experiment {}: {} switched on by hand", name, arm == null ? "all arms" : arm);
    }

    /** Begins anew, with the shares that are configured and no figures. */
    synchronized void reset() {
        Live anew = beginning();
        live = new Live(name, live.allocation().with(begin), anew.seats(), anew.since(), anew.canary());
        LOG.info("experiment {}: begins anew", name);
    }

    /** The control can't be switched off: nobody would be left. */
    private int[] chosen(@Nullable String arm) {
        if (arm == null) {
            return IntStream.range(1, arms.size()).toArray();
        }
        OptionalInt found = IntStream.range(1, arms.size())
                .filter(each -> Objects.equals(arms.get(each), arm))
                .findFirst();
        return new int[] {
            found.orElseThrow(() ->
                    new IllegalArgumentException("arm is one of " + String.join(", ", arms.subList(1, arms.size()))))
        };
    }
}
