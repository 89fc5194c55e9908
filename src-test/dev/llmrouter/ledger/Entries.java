package dev.llmrouter.ledger;

import dev.llmrouter.catalog.Price;
import dev.llmrouter.ledger.Entry.Asked;
import dev.llmrouter.ledger.Entry.Payer;
import dev.llmrouter.outcome.Usage;

/** Attempts of tests. */
final class Entries {

    private static final Price PRICE = new Price(0.15, 0.075, null, 0.6, null, null);

    private Entries() {}

    static Entry begun(long attempt) {
        return entry(attempt, 0, Entry.BEGUN, Usage.estimated(10, 0));
    }

    static Entry settled(long attempt) {
        return entry(attempt, Numbers.millis(attempt) + 5, Entry.OK, new Usage(100, 20, 0, 10, 3, false));
    }

    /** What {@link #settled} costs: 80 x 150 + 20 x 75 + 10 x 600 nanodollars. */
    static final long COST = 19_500;

    static Entry entry(long attempt, long ended, String outcome, Usage usage) {
        return new Entry(
                attempt,
                ended,
                "req_" + attempt,
                1,
                new Payer("call", "org", "acme", "ann", "acme-1", "a,b"),
                "smart",
                "smart",
                new Asked("m", "up", "upstream-model", "chat", false),
                outcome,
                usage,
                PRICE.exact(),
                PRICE.exact().nanoDollars(usage),
                0,
                5000,
                1000,
                "{\"project\":\"x\"}");
    }
}
