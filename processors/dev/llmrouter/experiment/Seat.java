package dev.llmrouter.experiment;

/**
 * What an arm is at present.
 *
 * @param slots its share, also while it is off
 * @param isOn false while its units are the control's
 */
record Seat(String experiment, String arm, int slots, boolean isOn, ArmFigures figures) {

    /** {@return whether any unit is in it} */
    boolean isServed() {
        return isOn && slots > 0;
    }

    Seat with(boolean on) {
        return new Seat(experiment, arm, slots, on, figures);
    }
}
