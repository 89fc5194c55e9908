-- Money is whole nanodollars (billionths of US dollars), prices are millionths of US dollars per million tokens.
-- An attempt is a number that grows with the time at which it began, and the replica that made it.
CREATE TABLE ledger (
    attempt           BIGINT                   NOT NULL,
    replica           VARCHAR(16)              NOT NULL,
    call_id           VARCHAR(128)             NOT NULL,
    number            INTEGER                  NOT NULL,
    purpose           VARCHAR(16)              NOT NULL,
    begun_at          TIMESTAMP WITH TIME ZONE NOT NULL,
    ended_at          TIMESTAMP WITH TIME ZONE,
    organization      VARCHAR(256),
    tenant            VARCHAR(256),
    user_name         VARCHAR(256),
    key_name          VARCHAR(256),
    group_names       VARCHAR(512),
    asked             VARCHAR(256),
    model             VARCHAR(256),
    target            VARCHAR(256)             NOT NULL,
    provider          VARCHAR(256)             NOT NULL,
    provider_model    VARCHAR(256)             NOT NULL,
    operation         VARCHAR(32)              NOT NULL,
    stream            BOOLEAN                  NOT NULL,
    outcome           VARCHAR(64)              NOT NULL,
    input             BIGINT                   NOT NULL,
    cached            BIGINT                   NOT NULL,
    cache_write       BIGINT                   NOT NULL,
    output            BIGINT                   NOT NULL,
    reasoning         BIGINT                   NOT NULL,
    estimated         BOOLEAN                  NOT NULL,
    price_input       BIGINT,
    price_cached      BIGINT,
    price_cache_write BIGINT,
    price_output      BIGINT,
    price_reasoning   BIGINT,
    cost_nanos        BIGINT                   NOT NULL,
    duration_micros   BIGINT                   NOT NULL,
    first_micros      BIGINT                   NOT NULL,
    tags              VARCHAR(1024),
    PRIMARY KEY (attempt, replica)
);

CREATE INDEX ledger_call ON ledger (call_id);

-- How far each replica's journal is booked, and the first of its attempts that may still go on.
CREATE TABLE ledger_place (
    replica VARCHAR(16) PRIMARY KEY,
    place   BIGINT NOT NULL,
    oldest  BIGINT NOT NULL
);

-- Days are those of UTC on which attempts began. What is not known is empty. These rows stay when attempts are deleted.
CREATE TABLE spend_daily (
    id           VARCHAR(32)  PRIMARY KEY,
    spent_on     DATE         NOT NULL,
    organization VARCHAR(256) NOT NULL,
    tenant       VARCHAR(256) NOT NULL,
    user_name    VARCHAR(256) NOT NULL,
    key_name     VARCHAR(256) NOT NULL,
    model        VARCHAR(256) NOT NULL,
    target       VARCHAR(256) NOT NULL,
    provider     VARCHAR(256) NOT NULL,
    operation    VARCHAR(32)  NOT NULL,
    outcome      VARCHAR(64)  NOT NULL,
    attempts     BIGINT       NOT NULL,
    estimated    BIGINT       NOT NULL,
    input        BIGINT       NOT NULL,
    cached       BIGINT       NOT NULL,
    cache_write  BIGINT       NOT NULL,
    output       BIGINT       NOT NULL,
    reasoning    BIGINT       NOT NULL,
    cost_nanos   BIGINT       NOT NULL
);

CREATE INDEX spend_daily_day ON spend_daily (spent_on);

CREATE VIEW spend_by_day AS
    SELECT spent_on, SUM(attempts) AS attempts, SUM(input) AS input, SUM(output) AS output, SUM(cost_nanos) / 1000000000.0 AS usd
    FROM spend_daily GROUP BY spent_on;
CREATE VIEW spend_by_tenant AS
    SELECT spent_on, organization, tenant, SUM(attempts) AS attempts, SUM(input) AS input, SUM(output) AS output, SUM(cost_nanos) / 1000000000.0 AS usd
    FROM spend_daily GROUP BY spent_on, organization, tenant;
CREATE VIEW spend_by_user AS
    SELECT spent_on, tenant, user_name, SUM(attempts) AS attempts, SUM(input) AS input, SUM(output) AS output, SUM(cost_nanos) / 1000000000.0 AS usd
    FROM spend_daily GROUP BY spent_on, tenant, user_name;
CREATE VIEW spend_by_key AS
    SELECT spent_on, tenant, key_name, SUM(attempts) AS attempts, SUM(input) AS input, SUM(output) AS output, SUM(cost_nanos) / 1000000000.0 AS usd
    FROM spend_daily GROUP BY spent_on, tenant, key_name;
CREATE VIEW spend_by_model AS
    SELECT spent_on, model, SUM(attempts) AS attempts, SUM(input) AS input, SUM(output) AS output, SUM(cost_nanos) / 1000000000.0 AS usd
    FROM spend_daily GROUP BY spent_on, model;
CREATE VIEW spend_by_target AS
    SELECT spent_on, target, provider, SUM(attempts) AS attempts, SUM(input) AS input, SUM(output) AS output, SUM(cost_nanos) / 1000000000.0 AS usd
    FROM spend_daily GROUP BY spent_on, target, provider;
CREATE VIEW spend_by_provider AS
    SELECT spent_on, provider, SUM(attempts) AS attempts, SUM(input) AS input, SUM(output) AS output, SUM(cost_nanos) / 1000000000.0 AS usd
    FROM spend_daily GROUP BY spent_on, provider;
