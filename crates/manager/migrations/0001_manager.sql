-- The manager's tables. Portable: BIGINT, TEXT and BLOB only; times are milliseconds UTC, days are TEXT
-- 'YYYY-MM-DD', booleans 0 or 1, ids UUIDv7 as text. Every row belongs to a scope: one installation, one chain.
-- Tables with rev, seal_hi and seal_lo are sealed (rule 10): they are written through the sealing store only.

-- One licensed database. Its scope is also the number of its ledger chain.
CREATE TABLE installation (
  scope BIGINT PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  slug TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  kind TEXT NOT NULL,                 -- central | satellite
  central BIGINT,                     -- the central installation's scope, for a satellite
  serial TEXT,                        -- of the holder, unset until entered or activated (rule 11)
  holder TEXT,
  customer TEXT,
  zone TEXT NOT NULL,                 -- IANA name: from the package in force, UTC before
  key_id TEXT NOT NULL,               -- thumbprint of the installation's key
  licensed_before BIGINT NOT NULL,    -- rule 11: demo mode after a deletion is told apart
  in_force TEXT NOT NULL,             -- JSON {issuer: {"package": id or null, "sequence": n}}: so that a deleted package row is missed
  day TEXT NOT NULL,                  -- the last day whose day change ran
  created_at BIGINT NOT NULL,
  rev BIGINT NOT NULL,
  seal_hi BIGINT NOT NULL,
  seal_lo BIGINT NOT NULL
);

-- The small numbers of module names. Append-only: a number means the same module for ever.
CREATE TABLE module (
  scope BIGINT NOT NULL,
  no BIGINT NOT NULL,
  name TEXT NOT NULL,
  rev BIGINT NOT NULL,
  seal_hi BIGINT NOT NULL,
  seal_lo BIGINT NOT NULL,
  PRIMARY KEY (scope, no),
  UNIQUE (scope, name)
);

-- Every package that was ever loaded, with the bytes that were signed. The seal covers id, issuer, sequence, state
-- and sha256, so that nobody puts an older package in force by editing its state.
CREATE TABLE package (
  scope BIGINT NOT NULL,
  id TEXT NOT NULL,
  issuer TEXT NOT NULL,
  sequence BIGINT NOT NULL,
  state TEXT NOT NULL,                -- loaded | in_force | replaced | prepared | dismissed
  sha256 TEXT NOT NULL,               -- of bytes, lower-case hexadecimal
  bytes BLOB NOT NULL,
  loaded_at BIGINT NOT NULL,
  loaded_by TEXT NOT NULL,            -- JSON of the actor, ids only
  activated_at BIGINT,
  activated_revision BIGINT,
  rev BIGINT NOT NULL,
  seal_hi BIGINT NOT NULL,
  seal_lo BIGINT NOT NULL,
  PRIMARY KEY (scope, id)
);
CREATE INDEX package_issuer ON package (scope, issuer, sequence);
-- At most one package per issuer is in force, whatever races.
CREATE UNIQUE INDEX package_in_force ON package (scope, issuer) WHERE state = 'in_force';

-- People and other users. Licence-relevant: no, id, login_key, kind, can_log_in, state.
CREATE TABLE app_user (
  scope BIGINT NOT NULL,
  no BIGINT NOT NULL,                 -- dense, from 0: the index in the snapshot
  id TEXT NOT NULL,
  login TEXT NOT NULL,
  login_key TEXT NOT NULL,            -- folded (rule 18); a deleted user's is 'deleted:' and the id
  name TEXT NOT NULL,
  name_key TEXT NOT NULL,             -- folded, for search and sort
  email TEXT,
  kind BIGINT NOT NULL,               -- 1 internal, 2 resource, 3 external, 4 anonymous, 5 system
  can_log_in BIGINT NOT NULL,
  state TEXT NOT NULL,                -- active | former | deleted
  groups TEXT NOT NULL,               -- JSON array of names
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  last_used TEXT,                     -- a day; not sealed, flushed from memory
  rev BIGINT NOT NULL,
  seal_hi BIGINT NOT NULL,
  seal_lo BIGINT NOT NULL,
  PRIMARY KEY (scope, no),
  UNIQUE (scope, id),
  UNIQUE (scope, login_key)
);
CREATE INDEX app_user_name ON app_user (scope, name_key, no);

-- What was granted, and what waits to be. One row per user, module and source.
CREATE TABLE assignment (
  scope BIGINT NOT NULL,
  user_no BIGINT NOT NULL,
  module_no BIGINT NOT NULL,
  source BIGINT NOT NULL,             -- core's Source: 1 manual, 2 plan, 3 rule, 4 scim, 5 import, 6 auto-claim, 7 reservation, 8 suite
  units BIGINT NOT NULL,
  valid_from TEXT,                    -- days, inclusive
  valid_until TEXT,
  state BIGINT NOT NULL,              -- 0 active, 1 waiting
  code TEXT,                          -- why it waits, as in a check
  grant_order BIGINT NOT NULL,        -- the revision that granted it: the newest goes first when seats vanish (rule 5)
  comment_text TEXT,                  -- JSON {"text","sha256"}: where the administrator's reason stands beside the ledger
  rev BIGINT NOT NULL,
  seal_hi BIGINT NOT NULL,
  seal_lo BIGINT NOT NULL,
  PRIMARY KEY (scope, user_no, module_no, source)
);
CREATE INDEX assignment_module ON assignment (scope, module_no, user_no);
CREATE INDEX assignment_waiting ON assignment (scope, grant_order, user_no) WHERE state = 1;

-- Log-ins that hold, or may hold, concurrent seats.
CREATE TABLE seat_session (
  scope BIGINT NOT NULL,
  id TEXT NOT NULL,
  user_no BIGINT NOT NULL,
  client BIGINT NOT NULL,             -- module number of the client (`web`, …)
  seats TEXT NOT NULL,                -- JSON array of module numbers
  opened_at BIGINT NOT NULL,
  seen_at BIGINT NOT NULL,            -- last heartbeat that reached the disk; not sealed
  ended_at BIGINT,
  rev BIGINT NOT NULL,
  seal_hi BIGINT NOT NULL,
  seal_lo BIGINT NOT NULL,
  PRIMARY KEY (scope, id)
);
CREATE INDEX seat_session_open ON seat_session (scope, user_no) WHERE ended_at IS NULL;

-- Refusals counted per day (rule 19). user_no -1 and module_no -1 stand for unknown ones.
CREATE TABLE refusal_day (
  scope BIGINT NOT NULL,
  day TEXT NOT NULL,
  user_no BIGINT NOT NULL,
  module_no BIGINT NOT NULL,
  code TEXT NOT NULL,
  count BIGINT NOT NULL,
  first_at BIGINT NOT NULL,
  last_at BIGINT NOT NULL,
  PRIMARY KEY (scope, day, user_no, module_no, code)
);
