package dev.llmrouter.tokens;

import org.jspecify.annotations.Nullable;

/**
 * Adds the tokens of one prompt up by the cookbook's formula, and counts no further than it has to. Whoever reads the
 * prompt tells what is in it, in its order. Not thread-safe.
 */
public final class PromptTally {

    /** Of OpenAI's cookbook, "How to count tokens with tiktoken": around a message, and before the reply. */
    private static final int AROUND_MESSAGE = 3;

    private static final int BEFORE_REPLY = 3;
    private static final int ROLE = 1;
    private static final int BEFORE_NAME = 1;

    /** Of OpenAI's vision guide: an image at low detail, and one of 1024 by 1024 at high detail. */
    private static final int IMAGE_LOW = 85;

    private static final int IMAGE_HIGH = 765;

    /** How many UTF-16 units are counted where an estimate will do. */
    private static final int SAMPLE = 2000;

    private final TokenCounter counter;
    private final int most;
    private final int sample;
    private int sampled;
    private int sampledTokens;
    private int tokens = BEFORE_REPLY;

    /** Counts no text once it is past {@code most} tokens, and estimates those behind {@code sample} UTF-16 units. */
    private PromptTally(TokenCounter counter, int most, int sample) {
        this.counter = counter;
        this.most = most;
        this.sample = sample;
    }

    /** {@return one that counts no text once it is past {@code most} tokens} */
    static PromptTally upTo(int most, TokenCounter counter) {
        return new PromptTally(counter, most, Integer.MAX_VALUE);
    }

    /**
     * {@return one for an estimate: the first 2000 UTF-16 units of text are counted, and those behind them taken to be as
     * long} On a common machine it takes less than a millisecond however long the prompt is.
     */
    public static PromptTally rough(TokenCounter counter) {
        return new PromptTally(counter, Integer.MAX_VALUE, SAMPLE);
    }

    /** A message begins. */
    public void message() {
        tokens += AROUND_MESSAGE + ROLE;
    }

    /** The message has the name of who says it; null where it has none. */
    public void name(@Nullable String name) {
        if (name != null) {
            tokens += BEFORE_NAME;
            text(name);
        }
    }

    /** An image, at low detail or any other. */
    public void image(boolean isLow) {
        tokens += isLow ? IMAGE_LOW : IMAGE_HIGH;
    }

    /** Some text; null for none. */
    public void text(@Nullable String text) {
        if (text != null && tokens <= most) {
            int counted = Math.min(text.length(), sample - sampled);
            if (counted > 0) {
                int more = counter.count(counted == text.length() ? text : text.substring(0, counted), most - tokens);
                sampled += counted;
                sampledTokens += more;
                tokens += more;
            }
            // in long, since a prompt may be megabytes
            tokens += (int) ((long) (text.length() - counted) * sampledTokens / Math.max(1, sampled));
        }
    }

    /** {@return the tokens of all that, and what stands before the reply} */
    public int tokens() {
        return tokens;
    }
}
