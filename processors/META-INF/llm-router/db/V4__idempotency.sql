-- What requests with an Idempotency-Key were answered, for whoever sends one again to any replica.
CREATE TABLE llm_answer (
  id CHAR(64) PRIMARY KEY,          -- tenant, key, path and Idempotency-Key, hashed
  fingerprint CHAR(64) NOT NULL,    -- of the request
  expires BIGINT NOT NULL,          -- milliseconds since 1970
  status INTEGER,                   -- null while the request is going on, as are the others
  content_type VARCHAR(200),
  headers VARCHAR(8000),            -- JSON
  body BYTEA
);

CREATE INDEX llm_answer_expires ON llm_answer (expires);
