-- System events (rule 16). One that has been ended stays for history.
CREATE TABLE system_event (
  scope       BIGINT NOT NULL,
  id          TEXT NOT NULL,
  key         TEXT NOT NULL,                 -- no_login | no_freetext | no_travel | message_of_the_day | what an application says
  reach       TEXT NOT NULL,                 -- everywhere | installation | group | user
  owner       TEXT NOT NULL,                 -- '' | slug | group | user number
  message     TEXT,                          -- JSON {"text","sha256"}: the text stands beside the ledger
  status      TEXT,
  done        BIGINT,
  total       BIGINT,
  activated_at BIGINT NOT NULL,
  activated_by TEXT NOT NULL,                -- JSON of the actor, ids only
  finish_at   BIGINT,                        -- an estimate
  ended_at    BIGINT,
  ended_by    TEXT,
  revision    BIGINT NOT NULL,
  PRIMARY KEY (scope, id)
);
CREATE UNIQUE INDEX system_event_active ON system_event (scope, key, reach, owner) WHERE ended_at IS NULL;
