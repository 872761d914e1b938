-- What people were told, so that each step of each matter is told once. Outside the chain.
CREATE TABLE reminder (
  scope    BIGINT NOT NULL,
  key      TEXT NOT NULL,                    -- what it is about: 'expiry:superoffice:2027-03-27'
  step     TEXT NOT NULL,                    -- which of its steps: '30', '85', 'over'
  id       TEXT NOT NULL,
  need     TEXT NOT NULL,                    -- JSON of it, without words: they depend on who reads
  made_at  BIGINT NOT NULL,
  PRIMARY KEY (scope, key, step)
);
CREATE INDEX reminder_made ON reminder (scope, made_at);

-- Before which dates, of what, and to whom. No row: as the defaults are.
CREATE TABLE reminder_settings (
  scope    BIGINT PRIMARY KEY,
  body     TEXT NOT NULL,                    -- JSON
  revision BIGINT NOT NULL                   -- of the change that wrote it
);

-- What is on its way out: mail and webhooks, tried again until delivered or given up. Outside the chain.
CREATE TABLE outbox (
  scope      BIGINT NOT NULL,
  id         TEXT NOT NULL,
  kind       TEXT NOT NULL,                  -- mail | webhook
  receiver   TEXT NOT NULL,                  -- 'account:1000001', 'to:licences@example.com', 'webhook:ID'
  subject    TEXT NOT NULL,                  -- of a mail; the type of a webhook's message
  body       TEXT NOT NULL,                  -- JSON
  made_at    BIGINT NOT NULL,
  next_at    BIGINT,                         -- the next try; NULL: delivered or given up
  turn_until BIGINT,                         -- somebody tries now; nobody else does until then
  tries      BIGINT NOT NULL DEFAULT 0,      -- that failed
  failure    TEXT,                           -- why the last one did: a code
  detail     TEXT,                           -- for an expert
  sent_at    BIGINT,
  PRIMARY KEY (scope, id)
);
CREATE INDEX outbox_due ON outbox (next_at) WHERE next_at IS NOT NULL;
CREATE INDEX outbox_made ON outbox (scope, made_at);

-- Programs that are told. Their secrets are derived from the server's secret file and stand nowhere.
CREATE TABLE webhook (
  scope       BIGINT NOT NULL,
  id          TEXT NOT NULL,
  url         TEXT NOT NULL,
  kinds       TEXT NOT NULL,                 -- JSON array of types; empty: all
  lang        TEXT NOT NULL,
  secret_no   BIGINT NOT NULL,               -- grows by one with every new secret
  rotated_at  BIGINT,                        -- until a day after it, messages carry the old signature too
  created_at  BIGINT NOT NULL,
  disabled_at BIGINT,
  disabled_by TEXT,                          -- hand | gone: it answered 410
  PRIMARY KEY (scope, id)
);

-- Who waits for approval: few of many, counted for Today.
CREATE INDEX app_user_unapproved ON app_user (scope) WHERE waiting_for_approval = 1;
