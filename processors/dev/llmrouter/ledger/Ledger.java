package dev.llmrouter.ledger;

import dev.llmrouter.aside.Toll;
import dev.llmrouter.call.Attempt;
import dev.llmrouter.call.Call;
import dev.llmrouter.call.Identity;
import dev.llmrouter.call.Purpose;
import dev.llmrouter.call.SideBooks;
import dev.llmrouter.catalog.Target;
import dev.llmrouter.ledger.Entry.Asked;
import dev.llmrouter.ledger.Entry.Payer;
import java.time.InstantSource;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Books attempts into the journal of this machine, when they begin and when they are settled. Costs a call less than a
 * microsecond for both, and never fails it: what finds no place is counted as lost. Thread-safe.
 */
public final class Ledger implements SideBooks {

    private final Journal journal;
    private final Numbers numbers;
    private final InstantSource clock;
    private final LedgerMeters meters;

    Ledger(Journal journal, Numbers numbers, InstantSource clock, LedgerMeters meters) {
        this.journal = journal;
        this.numbers = numbers;
        this.clock = clock;
        this.meters = meters;
    }

    /** Books the last attempt of a call, which is about to be made. */
    void begin(Call call, Attempt attempt) {
        Target target = attempt.target();
        BookedAttempt begun = new BookedAttempt(
                this,
                numbers.next(),
                texts(call, target, call.purpose(), call.request().operation().word(), attempt.stream()),
                target,
                call.request().length(),
                attempt.reservedNanoUsd(),
                call.model());
        if (begun.begin(attempt.stream())) {
            attempt.book(begun);
        }
    }

    @Override
    public Toll toll(@Nullable Call call, Target target, Purpose purpose) {
        String operation = purpose == Purpose.CLASSIFIER ? "chat" : "embeddings";
        return bytes -> {
            BookedAttempt begun = new BookedAttempt(
                    this, numbers.next(), texts(call, target, purpose, operation, false), target, bytes, 0, null);
            return begun.begin(false) ? begun : (used, failure) -> {};
        };
    }

    long now() {
        return clock.millis();
    }

    boolean append(java.nio.ByteBuffer record, boolean isOpening) {
        boolean isThere = journal.append(record, isOpening);
        meters.appended(isThere);
        return isThere;
    }

    private static byte[] texts(@Nullable Call call, Target target, Purpose purpose, String operation, boolean stream) {
        Asked asked = new Asked(target.name(), target.provider(), target.model(), operation, stream);
        return call == null
                ? EntryBytes.texts(purpose.word(), Payer.operator(purpose), null, asked, null)
                : EntryBytes.texts(
                        call.id(),
                        payer(call, purpose),
                        call.whole().request().model(),
                        asked,
                        tags(purpose == Purpose.JUDGE ? call.whole() : call));
    }

    private static Payer payer(Call call, Purpose purpose) {
        if (purpose.isOperators() || call.purpose().isOperators()) {
            return Payer.operator(purpose);
        }
        Identity identity = call.access().identity();
        return identity == null
                ? new Payer(purpose.word(), null, call.facts().tenant(), null, null, null)
                : new Payer(
                        purpose.word(),
                        identity.organization(),
                        identity.tenant(),
                        identity.user(),
                        identity.key(),
                        identity.groups().isEmpty() ? null : String.join(",", identity.groups()));
    }

    private static @Nullable String tags(Call call) {
        Map<String, Object> said = call.facts().metadata();
        return said.isEmpty() ? null : Tags.json(said);
    }
}
