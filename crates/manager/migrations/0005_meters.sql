-- Metered services (rule 15).
-- Every usage event of the window in which it is known again. `kind` is how it was counted: 0 a correction, 1 count, 2 sum,
-- 3 unique, 4 maximum, 5 latest, 6 level. `meter` is 64 bits of the meter's full name, the key 128 of source and id, the
-- subject 128 of its text. Days are counted from 1970-01-01; `day` is the one in the holder's zone that it counts for.
CREATE TABLE usage_event (
  scope        BIGINT NOT NULL,
  key_hi       BIGINT NOT NULL,
  key_lo       BIGINT NOT NULL,
  meter        BIGINT NOT NULL,
  at_ms        BIGINT NOT NULL,
  day          INTEGER NOT NULL,
  received     INTEGER NOT NULL,
  kind         SMALLINT NOT NULL,
  quantity     BIGINT,                       -- NULL: taken back, or a correction
  subject_hi   BIGINT,
  subject_lo   BIGINT,
  corrected_ms BIGINT                        -- the time of the correction that gave the quantity
);
CREATE UNIQUE INDEX usage_event_key ON usage_event (scope, key_hi, key_lo);
-- What a day is made anew from when one of its quantities is corrected.
CREATE INDEX usage_event_value ON usage_event (scope, meter, day) WHERE kind >= 4;
-- What is purged. Rows arrive in this order, so it only grows at its end.
-- sqlite: CREATE INDEX usage_event_received ON usage_event (scope, received);
-- postgres: CREATE INDEX usage_event_received ON usage_event USING brin (received);

-- The subjects of a month, and on which of its days each was counted; with no events left it counts no more.
CREATE TABLE usage_subject (
  scope        BIGINT NOT NULL,
  meter        BIGINT NOT NULL,
  month        INTEGER NOT NULL,             -- its first day
  subject_hi   BIGINT NOT NULL,
  subject_lo   BIGINT NOT NULL,
  day          INTEGER NOT NULL,
  events       BIGINT NOT NULL,
  PRIMARY KEY (scope, meter, month, subject_hi, subject_lo)
);

-- What the events of a day come to.
CREATE TABLE meter_day (
  scope        BIGINT NOT NULL,
  issuer       TEXT NOT NULL,
  meter        TEXT NOT NULL,
  day          TEXT NOT NULL,                -- YYYY-MM-DD in the holder's zone
  kind         SMALLINT NOT NULL,
  events       BIGINT NOT NULL,
  used         BIGINT NOT NULL,
  last_ms      BIGINT,                       -- the latest quantity, where quantities are compared
  last_level   BIGINT,
  PRIMARY KEY (scope, issuer, meter, day)
);

-- A figure of a closed month, or a correction of one, as it goes to the issuer: numbered without gaps per issuer.
CREATE TABLE usage_figure (
  scope        BIGINT NOT NULL,
  issuer       TEXT NOT NULL,
  n            BIGINT NOT NULL,
  meter        TEXT NOT NULL,
  month        TEXT NOT NULL,                -- YYYY-MM in the holder's zone
  kind         TEXT NOT NULL,                -- final | correction
  used         BIGINT NOT NULL,              -- of the whole month as known now
  plan_users   BIGINT NOT NULL,              -- active plan seats of the month that the allowance grew with
  allowance    BIGINT NOT NULL,
  overage      BIGINT NOT NULL,
  package      TEXT,                         -- id of the package whose rows gave the allowance
  closed_at    BIGINT NOT NULL,
  receipted_at BIGINT,                       -- when the authority's signed receipt came
  rev          BIGINT NOT NULL,
  seal_hi      BIGINT NOT NULL,
  seal_lo      BIGINT NOT NULL,
  PRIMARY KEY (scope, issuer, n)
);
CREATE INDEX usage_figure_month ON usage_figure (scope, month);

-- Usage bundles that were signed for an issuer, so that a receipt is known for the answer to one of ours.
CREATE TABLE usage_bundle (
  scope        BIGINT NOT NULL,
  id           TEXT NOT NULL,
  issuer       TEXT NOT NULL,
  nonce        TEXT NOT NULL,
  sha256       TEXT NOT NULL,
  first_n      BIGINT NOT NULL,
  last_n       BIGINT NOT NULL,
  made_at      BIGINT NOT NULL,
  receipted_at BIGINT,
  PRIMARY KEY (scope, id)
);

-- How reporting to each issuer stands.
CREATE TABLE usage_report (
  scope        BIGINT NOT NULL,
  issuer       TEXT NOT NULL,
  receipt_ms   BIGINT NOT NULL,              -- the authority's time in its newest receipt; 0 before the first
  failure      TEXT,                         -- the code of what went wrong last, until it goes well
  failed_at    BIGINT,
  PRIMARY KEY (scope, issuer)
);
