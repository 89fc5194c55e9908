package dev.llmrouter.ledger;

import dev.llmrouter.store.Database;
import java.util.UUID;

/** In memory. */
class LedgerWriterOnH2Test extends LedgerWriterCases {

    LedgerWriterOnH2Test() {
        super(Database.inMemory("ledger-" + UUID.randomUUID()), null);
    }
}
