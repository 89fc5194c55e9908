package dev.llmrouter.call;

/** The part that a call takes in an experiment. Immutable. */
public interface Arm {

    /** {@return the name of the experiment} */
    String experiment();

    /** {@return the name of the arm} */
    String name();

    /** {@return whether the experiment decided who was asked, which a policy around it may have prevented} */
    boolean concerns(Call call);
}
