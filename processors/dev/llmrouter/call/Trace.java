package dev.llmrouter.call;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How the targets of a call were chosen: the policies walked, what they compared, and which targets were left out and
 * why. Holds names and numbers and nothing of the prompt. Written by one thread, and read once the call is past its
 * selection.
 */
public final class Trace {

    /** One thing that was decided. */
    public sealed interface Step permits Decided, Compared, LeftOut, Held {}

    /**
     * A policy decided.
     *
     * @param model whose policy it is
     * @param policy its kind
     */
    public record Decided(String model, String policy, String why) implements Step {}

    /**
     * A policy compared members.
     *
     * @param unit what the scores are
     * @param members names
     * @param scores one for each
     */
    public record Compared(String model, String policy, String unit, List<String> members, List<Double> scores)
            implements Step {}

    /**
     * A target may not answer.
     *
     * @param model in whose ranking it stood; null where it was called directly
     * @param reason in one word, as in {@code capability}
     * @param detail what is missing, in words for the caller
     */
    public record LeftOut(@Nullable String model, String target, String reason, String detail) implements Step {}

    /**
     * A person has to decide on it.
     *
     * @param reason in the words of the configuration
     * @param channels on which ways; of a call that was made, its own
     */
    public record Held(String reason, Set<Channel> channels) implements Step {}

    private final List<Step> steps = new ArrayList<>(4);

    /** Adds a step. */
    public void add(Step step) {
        steps.add(step);
    }

    /** {@return the steps, in their order; not to be changed} */
    public List<Step> steps() {
        return steps;
    }
}
