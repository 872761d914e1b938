-- Metered services (rule 15).
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
