package dev.llmrouter.outcome;

/**
 * The tokens of one reply, as OpenAI counts them. Never contradicts itself: a count below nothing is none, and a part is
 * at most its whole, whatever a provider says.
 *
 * @param input tokens of the prompt, cached ones included
 * @param cached those of {@code input} that the provider had cached
 * @param cacheWrite those of {@code input} that the provider charges for putting into its cache
 * @param output tokens of the reply, reasoning included
 * @param reasoning those of {@code output} that were spent on reasoning
 * @param estimated whether the router counted by itself because the provider did not say
 */
public record Usage(long input, long cached, long cacheWrite, long output, long reasoning, boolean estimated) {

    /** Counts that can't be are put right. */
    public Usage {
        input = Math.max(0, input);
        cached = Math.max(0, Math.min(cached, input));
        cacheWrite = Math.max(0, Math.min(cacheWrite, input - cached));
        output = Math.max(0, output);
        reasoning = Math.max(0, Math.min(reasoning, output));
    }

    /** No tokens at all: what an attempt that failed has used as far as anybody knows. */
    public static final Usage NONE = new Usage(0, 0, 0, 0, 0, false);

    /**
     * What a reply used whose provider does not say, and from whose length nothing follows, as with images and sound: no
     * tokens, and marked as the router's own count.
     */
    public static final Usage UNCOUNTED = estimated(0, 0);

    /** {@return what a provider reported, without cached or reasoning tokens} */
    public static Usage of(long input, long output) {
        return new Usage(input, 0, 0, output, 0, false);
    }

    /** {@return a count that the router made by itself} */
    public static Usage estimated(long input, long output) {
        return new Usage(input, 0, 0, output, 0, true);
    }

    /** {@return the tokens of both; estimated where either is} */
    public Usage plus(Usage other) {
        return new Usage(
                input + other.input,
                cached + other.cached,
                cacheWrite + other.cacheWrite,
                output + other.output,
                reasoning + other.reasoning,
                estimated || other.estimated);
    }
}
