-- The ledger: one chain per scope. Portable: BIGINT, TEXT and BLOB only; times are milliseconds UTC.

-- The newest entry of each chain. A writer locks this row first, so each scope has one writer at a time.
CREATE TABLE ledger_head (
  scope BIGINT PRIMARY KEY,
  revision BIGINT NOT NULL,
  hash TEXT NOT NULL,                 -- of the newest entry, hexadecimal
  at BIGINT NOT NULL,
  sums TEXT NOT NULL,                 -- JSON: per sealed table the sum of all seals, hexadecimal
  suspect BIGINT,                     -- the revision at which this row was found edited (rule 10)
  seal_hi BIGINT NOT NULL,
  seal_lo BIGINT NOT NULL
)
-- postgres: WITH (fillfactor = 50)
;

-- One entry per change, never changed again. `bytes` is what `hash` covers; the other columns repeat
-- parts of it for lists and are compared with it by `verify`.
CREATE TABLE ledger (
  scope BIGINT NOT NULL,
  revision BIGINT NOT NULL,           -- from 1, without gaps
  at BIGINT NOT NULL,
  kind TEXT NOT NULL,
  actor TEXT NOT NULL,
  bytes BLOB NOT NULL,
  hash BLOB NOT NULL,
  PRIMARY KEY (scope, revision)
)
-- sqlite: WITHOUT ROWID
;

-- The members of a bulk change, 4,096 per row, covered by a digest in its entry.
CREATE TABLE ledger_members (
  scope BIGINT NOT NULL,
  revision BIGINT NOT NULL,
  chunk BIGINT NOT NULL,
  members TEXT NOT NULL,              -- a JSON array
  PRIMARY KEY (scope, revision, chunk)
);
-- Compressing what is written once and hardly read costs more than its room.
-- postgres: ALTER TABLE ledger_members ALTER COLUMN members SET STORAGE EXTERNAL;

-- Personal data that entries speak of. Erasing empties salt and bytes; the chain still verifies.
CREATE TABLE ledger_text (
  scope BIGINT NOT NULL,
  revision BIGINT NOT NULL,
  n BIGINT NOT NULL,
  owner TEXT NOT NULL,                -- the id of whom it is about, or empty
  salt BLOB,
  bytes BLOB,
  erased BIGINT,                      -- the revision that erased it
  PRIMARY KEY (scope, revision, n)
);
CREATE INDEX ledger_text_owner ON ledger_text (scope, owner) WHERE owner <> '';

-- Every 1,000 entries, signed by the installation's key.
CREATE TABLE ledger_checkpoint (
  scope BIGINT NOT NULL,
  revision BIGINT NOT NULL,
  bytes BLOB NOT NULL,
  signature BLOB NOT NULL,
  PRIMARY KEY (scope, revision)
);

-- What was answered under an Idempotency-Key, for seven days.
CREATE TABLE idempotency (
  scope BIGINT NOT NULL,
  actor TEXT NOT NULL,
  key TEXT NOT NULL,
  digest BLOB NOT NULL,
  revision BIGINT NOT NULL,
  answer TEXT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (scope, actor, key)
);
CREATE INDEX idempotency_at ON idempotency (scope, at);
