package dev.llmrouter.ledger;

import dev.llmrouter.fixture.Postgres;

/** On a real server. */
class LedgerWriterOnPostgresTest extends LedgerWriterCases {

    LedgerWriterOnPostgresTest() {
        super(Postgres.start("the ledger on it"));
    }
}
