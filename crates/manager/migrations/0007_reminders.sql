-- Which reminders were made, so that each step is told once.
CREATE TABLE reminder (
  scope    BIGINT NOT NULL,
  key      TEXT NOT NULL,                    -- what it is about: 'expiry:superoffice:2027-03-27'
  step     TEXT NOT NULL,                    -- which of its steps: '30', '85', '100'
  made_at  BIGINT NOT NULL,
  PRIMARY KEY (scope, key, step)
);

-- What is on its way out: mail and webhooks, tried again until delivered or given up.
CREATE TABLE outbox (
  scope     BIGINT NOT NULL,
  id        TEXT NOT NULL,
  kind      TEXT NOT NULL,                   -- mail | webhook
  receiver  TEXT NOT NULL,                   -- account number or webhook id
  body      TEXT NOT NULL,
  made_at   BIGINT NOT NULL,
  next_at   BIGINT,                          -- NULL: delivered or given up
  turn_until BIGINT,
  tries     BIGINT NOT NULL DEFAULT 0,
  failure   TEXT,
  sent_at   BIGINT,
  PRIMARY KEY (scope, id)
);
CREATE INDEX outbox_due ON outbox (next_at) WHERE next_at IS NOT NULL;

CREATE TABLE webhook (
  scope      BIGINT NOT NULL,
  id         TEXT NOT NULL,
  url        TEXT NOT NULL,
  kinds      TEXT NOT NULL,                  -- JSON array of event types; empty: all
  lang       TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  disabled_at BIGINT,
  PRIMARY KEY (scope, id)
);
