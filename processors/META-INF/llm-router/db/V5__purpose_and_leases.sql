-- What the router asks by itself is told apart from what callers ask.
ALTER TABLE spend_daily ADD COLUMN purpose VARCHAR(16) DEFAULT 'call' NOT NULL;

CREATE VIEW spend_by_purpose AS
    SELECT spent_on, tenant, purpose, SUM(attempts) AS attempts, SUM(input) AS input, SUM(output) AS output, SUM(cost_nanos) / 1000000000.0 AS usd
    FROM spend_daily GROUP BY spent_on, tenant, purpose;

-- What was reserved of budgets for an attempt: so much counts as spent where nobody knows how it ended.
ALTER TABLE ledger ADD COLUMN reserved_nanos BIGINT DEFAULT 0 NOT NULL;

-- A lease is one process's: its replica, a slash, and the first of its attempts. What of it is booked as spent, and whether
-- the rest was, tells the ledger once the journal of that process is booked.
ALTER TABLE budget_lease ADD COLUMN booked BIGINT DEFAULT 0 NOT NULL;
