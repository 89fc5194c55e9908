package dev.llmrouter.ledger;

import dev.llmrouter.aside.Toll;
import dev.llmrouter.call.Attempt;
import dev.llmrouter.call.Booking;
import dev.llmrouter.call.Call;
import dev.llmrouter.catalog.ExactPrice;
import dev.llmrouter.catalog.Price;
import dev.llmrouter.catalog.Target;
import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.Usage;
import dev.llmrouter.wire.Estimate;
import org.jspecify.annotations.Nullable;

/**
 * An attempt that stands in the ledger as begun, with what its prompt is expected to cost. Texts are written once, and
 * stand in both of its records. Used by one thread at a time.
 */
final class BookedAttempt implements Booking, Toll.Receipt {

    private static final long NANOS_PER_MICRO = 1000;

    private final Ledger ledger;
    private final long attempt;
    private final byte[] texts;
    private final @Nullable ExactPrice price;
    private final int promptBytes;
    private final long reservedNanos;
    private final @Nullable String model;
    private final long begin = System.nanoTime();

    BookedAttempt(
            Ledger ledger,
            long attempt,
            byte[] texts,
            Target target,
            int promptBytes,
            long reservedNanos,
            @Nullable String model) {
        Price asked = target.price();
        this.ledger = ledger;
        this.attempt = attempt;
        this.texts = texts;
        this.price = asked == null ? null : asked.exact();
        this.promptBytes = promptBytes;
        this.reservedNanos = reservedNanos;
        this.model = model;
    }

    /** {@return whether there was place for it} */
    boolean begin(boolean stream) {
        return write(new EntryBytes.Numbers(0, 0, stream, prompt(), reservedNanos, 0, 0), model, Entry.BEGUN);
    }

    private Usage prompt() {
        return Estimate.usage(promptBytes, 0);
    }

    @Override
    public void settle(Attempt settled, Call call, int number) {
        Failure failure = settled.failure() == null ? settled.broke() : settled.failure();
        Usage used = settled.usage();
        write(
                new EntryBytes.Numbers(
                        ledger.now(),
                        number,
                        settled.stream(),
                        used(used, failure),
                        reservedNanos,
                        settled.nanos() / NANOS_PER_MICRO,
                        settled.nanosToAnswer() / NANOS_PER_MICRO),
                call.model(),
                outcome(used, failure));
    }

    /** Of what is asked on the side, there is one attempt, and it is none of the call's. */
    @Override
    public void end(@Nullable Usage used, @Nullable Failure failure) {
        long micros = (System.nanoTime() - begin) / NANOS_PER_MICRO;
        boolean isPerhapsBilled =
                used == null && failure != null && failure.kind().isPerhapsBilled();
        write(
                new EntryBytes.Numbers(
                        ledger.now(),
                        0,
                        false,
                        isPerhapsBilled ? prompt() : used(used, failure),
                        reservedNanos,
                        micros,
                        micros),
                model,
                outcome(used, failure));
    }

    /** Nobody waited for the end of what neither failed nor was answered. */
    private Usage used(@Nullable Usage used, @Nullable Failure failure) {
        return used != null ? used : failure == null ? prompt() : Usage.NONE;
    }

    private static String outcome(@Nullable Usage used, @Nullable Failure failure) {
        return failure != null ? failure.kind().code() : used == null ? "cancelled" : Entry.OK;
    }

    private boolean write(EntryBytes.Numbers numbers, @Nullable String answering, String outcome) {
        return ledger.append(
                EntryBytes.of(attempt, numbers, price, texts, answering, outcome), numbers.endedMillis() == 0);
    }
}
