package dev.llmrouter.experiment;

import dev.llmrouter.policy.Draw;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An experiment as it is at present. Figures begin anew wherever shares change, since what is seen of arms at different
 * times with different shares says nothing of the arms. Immutable, but for the figures.
 *
 * @param seats of the arms in their order, the control first
 * @param since when the figures began
 * @param canary null where there is none
 */
record Live(String experiment, Allocation allocation, List<Seat> seats, Instant since, @Nullable Canary canary) {

    private static final int CONTROL = 0;

    static Live begin(String experiment, List<String> arms, int[] slots, Instant now, @Nullable Canary canary) {
        List<Seat> seats = new ArrayList<>();
        for (int arm = 0; arm < slots.length; arm++) {
            seats.add(new Seat(experiment, arms.get(arm), slots[arm], true, new ArmFigures()));
        }
        return new Live(experiment, Allocation.of(slots), List.copyOf(seats), now, canary);
    }

    /** {@return the arm of a unit; that of one that is off is the control} */
    int arm(String unit) {
        int arm = allocation.arm(Draw.of(unit, experiment));
        return seats.get(arm).isOn() ? arm : CONTROL;
    }

    Seat control() {
        return seats.get(CONTROL);
    }

    /** {@return this with other shares; a control that nobody is in any more stays what the others are compared with} */
    Live with(int[] slots, Instant now, @Nullable Canary next) {
        List<Seat> changed = new ArrayList<>();
        for (int arm = 0; arm < slots.length; arm++) {
            Seat seat = seats.get(arm);
            boolean keeps = arm == CONTROL && slots[arm] == 0;
            changed.add(new Seat(
                    experiment, seat.arm(), slots[arm], seat.isOn(), keeps ? seat.figures() : new ArmFigures()));
        }
        return new Live(experiment, allocation.with(slots), List.copyOf(changed), now, next);
    }

    /** {@return this with an arm off, or on again} */
    Live with(int arm, boolean isOn, @Nullable Canary next) {
        List<Seat> changed = new ArrayList<>(seats);
        changed.set(arm, seats.get(arm).with(isOn));
        return new Live(experiment, allocation, List.copyOf(changed), since, next);
    }

    int[] slots() {
        return seats.stream().mapToInt(Seat::slots).toArray();
    }
}
