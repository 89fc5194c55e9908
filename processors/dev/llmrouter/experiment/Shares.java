package dev.llmrouter.experiment;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Percentages as slots. The first arm is the control and gets what the others leave. */
final class Shares {

    private static final double SLOTS_PER_PERCENT = Allocation.SLOTS / 100.0;

    private Shares() {}

    /**
     * {@return slots for the arms in their order; an arm without a percentage has none}
     *
     * @throws IllegalArgumentException with a message that begins with {@code arms}
     */
    static int[] of(List<String> arms, Map<String, Double> percents) {
        int[] slots = new int[arms.size()];
        int taken = 0;
        for (int arm = 1; arm < slots.length; arm++) {
            slots[arm] = slots(percents.get(arms.get(arm)));
            taken += slots[arm];
        }
        slots[0] = Allocation.SLOTS - taken;
        Double control = percents.get(arms.get(0));
        if (slots[0] < 0 || (control != null && slots(control) != slots[0])) {
            throw new IllegalArgumentException(
                    "arms have percentages that do not add up to 100: " + text(taken + slots(control)));
        }
        return slots;
    }

    private static int slots(@Nullable Double percent) {
        double given = Objects.requireNonNullElse(percent, 0.0);
        if (!(given >= 0 && given <= 100)) {
            throw new IllegalArgumentException("arms have percentages from 0 to 100");
        }
        return (int) Math.round(given * SLOTS_PER_PERCENT);
    }

    static double percent(int slots) {
        return slots / SLOTS_PER_PERCENT;
    }

    private static String text(int slots) {
        return java.math.BigDecimal.valueOf(slots, 4).stripTrailingZeros().toPlainString();
    }
}
