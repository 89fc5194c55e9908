package dev.llmrouter.batch;

/**
 * What has become of the lines of a batch so far.
 *
 * @param succeeded lines with a reply
 * @param failed lines with an error
 * @param unpriced lines that were answered by what has no price
 * @param spent on all of them
 */
record Tally(int succeeded, int failed, int unpriced, Spent spent) {

    static final Tally NOTHING = new Tally(0, 0, 0, Spent.NOTHING);

    /** {@return how many lines are finished} */
    int finished() {
        return succeeded + failed;
    }

    Tally plus(boolean isReply, Spent more) {
        return new Tally(
                succeeded + (isReply ? 1 : 0),
                failed + (isReply ? 0 : 1),
                unpriced + (more.isPriced() ? 0 : 1),
                spent.plus(more));
    }
}
