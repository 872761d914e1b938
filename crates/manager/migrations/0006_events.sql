-- System events (rule 16). One that has been ended stays for history.
CREATE TABLE system_event (
  scope        BIGINT NOT NULL,
  id           TEXT NOT NULL,
  key          TEXT NOT NULL,                -- no_login | no_freetext | no_travel | message_of_the_day | what an application says
  reach        TEXT NOT NULL,                -- everywhere | installation | group | user
  owner        TEXT NOT NULL,                -- '' | number of the database | group | number of the user
  source       TEXT NOT NULL,                -- person | application
  ending       TEXT NOT NULL,                -- free | emergency | never: who ends it
  name         TEXT,                         -- JSON {"sha256","text"}: what an application calls it, beside the ledger
  message      TEXT,                         -- likewise what is told
  activated_at BIGINT NOT NULL,
  activated_by TEXT NOT NULL,                -- account:3 | token:7 | system:…
  finish_at    BIGINT,                       -- an estimate
  ended_at     BIGINT,
  ended_by     TEXT,
  revision     BIGINT NOT NULL,              -- of the change that last wrote what stands above
  -- How far it is, outside the chain.
  done         BIGINT,
  total        BIGINT,
  status       TEXT,
  told_at      BIGINT,
  PRIMARY KEY (scope, id)
);
CREATE UNIQUE INDEX system_event_active ON system_event (scope, key, reach, owner) WHERE ended_at IS NULL;
CREATE INDEX system_event_past ON system_event (scope, ended_at, id);
CREATE INDEX system_event_revision ON system_event (scope, revision);
