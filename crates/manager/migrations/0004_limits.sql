-- Plan limits (rule 14): how much of each is used, by database, and what is reserved for what is being created.
-- Neither is in the chain: applications report both, and by the thousand.
CREATE TABLE limit_use (
  scope       BIGINT NOT NULL,
  site        BIGINT NOT NULL,               -- 0 = the installation itself, otherwise one of its satellites
  issuer      TEXT NOT NULL,
  name        TEXT NOT NULL,
  used        BIGINT NOT NULL,
  updated_at  BIGINT NOT NULL,
  PRIMARY KEY (scope, site, issuer, name)
);

CREATE TABLE limit_reservation (
  scope       BIGINT NOT NULL,
  id          TEXT NOT NULL,
  site        BIGINT NOT NULL,
  issuer      TEXT NOT NULL,
  name        TEXT NOT NULL,
  units       BIGINT NOT NULL,
  until       BIGINT NOT NULL,               -- afterwards it counts no more
  state       TEXT NOT NULL,                 -- open | used | released
  PRIMARY KEY (scope, id)
);
CREATE INDEX limit_reservation_until ON limit_reservation (scope, until);
