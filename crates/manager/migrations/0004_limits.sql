-- Plan limits (rule 14): how much of each is used, and what is reserved for what is being created.
CREATE TABLE limit_use (
  scope       BIGINT NOT NULL,
  issuer      TEXT NOT NULL,
  name        TEXT NOT NULL,
  used        BIGINT NOT NULL,
  updated_at  BIGINT NOT NULL,
  PRIMARY KEY (scope, issuer, name)
);

CREATE TABLE limit_reservation (
  scope       BIGINT NOT NULL,
  id          TEXT NOT NULL,
  issuer      TEXT NOT NULL,
  name        TEXT NOT NULL,
  units       BIGINT NOT NULL,
  made_at     BIGINT NOT NULL,
  until       BIGINT NOT NULL,               -- afterwards it counts no more
  PRIMARY KEY (scope, id)
);
CREATE INDEX limit_reservation_of ON limit_reservation (scope, issuer, name, until);
