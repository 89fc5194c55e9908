package dev.llmrouter.ledger;

import dev.llmrouter.call.Attempt;
import dev.llmrouter.call.Call;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.jspecify.annotations.Nullable;

/** Books the attempt that is about to be made; costs nothing where no ledger is kept. */
public final class BookAttempt implements Processor {

    private final @Nullable Ledger ledger;

    /** The ledger; null for none. */
    public BookAttempt(@Nullable Ledger ledger) {
        this.ledger = ledger;
    }

    @Override
    public void process(Exchange exchange) {
        if (ledger != null) {
            Call call = Call.of(exchange);
            List<Attempt> attempts = call.attempts();
            ledger.begin(call, attempts.get(attempts.size() - 1));
        }
    }
}
