-- The use of each module day by day: written in the transaction of the change that made it so.
CREATE TABLE use_day (
  scope   BIGINT NOT NULL,
  day     TEXT NOT NULL,                     -- YYYY-MM-DD in the holder's zone
  item    TEXT NOT NULL,                     -- a module's full name; or an issuer's: all its user plans together
  peak    BIGINT NOT NULL,                   -- the highest use of the day
  peak_at BIGINT NOT NULL,                   -- when it was reached first
  total   BIGINT,                            -- what there was when somebody last looked; NULL: unrestricted
  full_at BIGINT,                            -- when the last unit was taken first; NULL: never on this day
  PRIMARY KEY (scope, item, day)
);
CREATE INDEX use_day_day ON use_day (scope, day);

-- What a day that is over holds of everything that has no place in the chain: how many rows, and the SHA-256 over them.
-- Sealed, and repeated in the day's ledger entry, so that no closed figure can be changed unnoticed (rule 10).
CREATE TABLE closed_day (
  scope   BIGINT NOT NULL,
  day     TEXT NOT NULL,
  kind    TEXT NOT NULL,                     -- use, refusals, …
  rows    BIGINT NOT NULL,
  sha256  TEXT NOT NULL,
  rev     BIGINT NOT NULL,
  seal_hi BIGINT NOT NULL,
  seal_lo BIGINT NOT NULL,
  PRIMARY KEY (scope, day, kind)
);
CREATE INDEX refusal_day_user ON refusal_day (scope, user_no, day);
