package dev.llmrouter.ledger;

import dev.llmrouter.call.Purpose;
import dev.llmrouter.catalog.ExactPrice;
import dev.llmrouter.outcome.Usage;
import org.jspecify.annotations.Nullable;

/**
 * One attempt, as it is booked: first when it begins, with what its prompt is estimated to cost, and again once it is
 * settled.
 *
 * @param attempt its number, in which stands when it began; see {@link Numbers}
 * @param endedMillis when it had ended, since the epoch; 0 while it goes on
 * @param call under which id the caller knows the call
 * @param number which of the attempts of the call it is, from 1 on; 0 for what the router asks on the side
 * @param payer on whose account it is
 * @param asked the model that the caller asked for
 * @param model the model that stands for; null where none does
 * @param outcome how it ended: {@link #OK}, the code of its failure, {@link #BEGUN} or {@link #UNKNOWN}
 * @param price by which the cost is reckoned; null where it is not known, and the cost 0
 * @param costNanos nanodollars
 * @param reservedNanos what was reserved for it of budgets
 * @param durationMicros to the last byte
 * @param firstMicros to the first content of a stream, or the whole reply, or the failure
 * @param tags what the caller says of the call in its {@code metadata}, as JSON; null where it says nothing
 */
record Entry(
        long attempt,
        long endedMillis,
        String call,
        int number,
        Payer payer,
        @Nullable String asked,
        @Nullable String model,
        Asked target,
        String outcome,
        Usage usage,
        @Nullable ExactPrice price,
        long costNanos,
        long reservedNanos,
        long durationMicros,
        long firstMicros,
        @Nullable String tags) {

    static final String OK = "ok";
    static final String BEGUN = "begun";
    /** It began, and the process ended before it did. What it may have cost is an estimate. */
    static final String UNKNOWN = "unknown";

    /** What for and on whose account an attempt is; all null where nobody was asked to show it, or it is the operator's own. */
    record Payer(
            String purpose,
            @Nullable String organization,
            @Nullable String tenant,
            @Nullable String user,
            @Nullable String key,
            @Nullable String groups) {

        static Payer operator(Purpose purpose) {
            return new Payer(purpose.word(), null, null, null, null, null);
        }
    }

    /** Who was asked, and for what. */
    record Asked(String target, String provider, String model, String operation, boolean stream) {}

    boolean isSettled() {
        return endedMillis != 0;
    }

    long begunMillis() {
        return Numbers.millis(attempt);
    }

    /** {@return the same, of which nobody knows how it ended, nor when} */
    Entry unknown(long nowMillis) {
        return new Entry(
                attempt,
                nowMillis,
                call,
                number,
                payer,
                asked,
                model,
                target,
                UNKNOWN,
                usage,
                price,
                costNanos,
                reservedNanos,
                0,
                0,
                tags);
    }
}
