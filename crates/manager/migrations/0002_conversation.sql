-- The conversation with the authority, online and in files. Portable: BIGINT, TEXT and BLOB only; times are
-- milliseconds UTC, days are TEXT 'YYYY-MM-DD', booleans 0 or 1.

-- How a package came here, and what it changed when it came into force: the history that "view the changes" shows.
ALTER TABLE package ADD COLUMN origin TEXT NOT NULL DEFAULT 'file';  -- file | fetched | response
ALTER TABLE package ADD COLUMN changes TEXT;                         -- JSON of the comparison at activation
ALTER TABLE package ADD COLUMN receipt_at BIGINT;                    -- when the authority took the receipt, online

-- Where the conversation with each issuer's authority stands. Only a change of `state` enters the chain.
CREATE TABLE contact (
  scope BIGINT NOT NULL,
  issuer TEXT NOT NULL,
  state TEXT NOT NULL,                -- up_to_date | new_licence_available | … | problem | never_asked
  code TEXT,                          -- of a problem, or why an offered package waits
  failure TEXT,                       -- why the last question got no answer that can be trusted; NULL when it did
  detail TEXT,                        -- what an expert wants to know of it
  message TEXT,                       -- JSON {language: text} from the authority
  hold TEXT,                          -- JSON {language: text}: why the authority holds the licences back
  link TEXT,
  offered TEXT,                       -- JSON {"id","sequence","sha256"} of the package that the authority offers
  new_holder TEXT,                    -- JSON {"name","serial"} that the authority wants to see entered
  notice_package TEXT,                -- id of the package that came into force by itself
  notice_at BIGINT,
  notice_seen BIGINT NOT NULL DEFAULT 0,
  asked_at BIGINT,                    -- when the turn to ask was last taken
  turn TEXT,                          -- who asks now; nobody else does until `turn_until`
  turn_until BIGINT,
  checked_at BIGINT,                  -- the last answer
  next_at BIGINT,                     -- the next question
  failures BIGINT NOT NULL DEFAULT 0, -- in a row, since failed_since
  failed_since BIGINT,
  server_ms BIGINT,                   -- the highest signed time of this authority
  head_revision BIGINT,               -- the highest head of ours that the authority countersigned
  head_hash TEXT,
  rewound BIGINT,                     -- the revision that told of a countersigned head that is not in the chain (rule 10)
  head_given_up BIGINT,               -- countersigned heads up to this one were given up by a declared restore
  PRIMARY KEY (scope, issuer)
);

-- Questions whose answer is a file: the nonces that are still open (rule 8).
CREATE TABLE request (
  scope BIGINT NOT NULL,
  nonce TEXT NOT NULL,
  id TEXT NOT NULL,
  issuer TEXT NOT NULL,
  purpose TEXT NOT NULL,              -- package | serial
  version TEXT,                       -- the licence version asked for
  new_name TEXT,                      -- who the holder wants to become
  new_serial TEXT,
  line TEXT NOT NULL,                 -- the signed file as it was handed out
  created_at BIGINT NOT NULL,
  created_by TEXT NOT NULL,           -- JSON of the actor, ids only
  state TEXT NOT NULL,                -- open | answered
  package TEXT,                       -- the id of the package that answered
  PRIMARY KEY (scope, nonce)
);
CREATE INDEX request_issuer ON request (scope, issuer, state, created_at);

-- The issuers' keys as the root last listed them. Sealed: versions only go up.
CREATE TABLE keyring (
  scope BIGINT NOT NULL PRIMARY KEY,
  version BIGINT NOT NULL,
  line TEXT NOT NULL,                 -- the list as the root signed it
  rev BIGINT NOT NULL,
  seal_hi BIGINT NOT NULL,
  seal_lo BIGINT NOT NULL
);

-- The version that the application last reported (rule 7).
CREATE TABLE product_version (
  scope BIGINT NOT NULL PRIMARY KEY,
  version TEXT NOT NULL,
  released TEXT,                      -- a day
  reported_at BIGINT NOT NULL
);

-- Applications that are asked before a user loses a licence.
CREATE TABLE blocker (
  scope BIGINT NOT NULL,
  id TEXT NOT NULL,
  name TEXT NOT NULL,
  url TEXT NOT NULL,
  modules TEXT NOT NULL,              -- JSON array of full module names; empty: every module
  created_at BIGINT NOT NULL,
  PRIMARY KEY (scope, id)
);

-- Log-in names of deleted users, until others may have them (rule 18): a keyed hash, so that the name itself is gone.
CREATE TABLE login_kept (
  scope BIGINT NOT NULL,
  hash TEXT NOT NULL,
  until BIGINT NOT NULL,
  PRIMARY KEY (scope, hash)
);
