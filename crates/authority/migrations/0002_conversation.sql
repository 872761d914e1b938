-- The conversation with customers' installations, online and in files: who talks, what was asked, what was answered.
-- Days are text (2027-03-27), moments are milliseconds UTC, booleans 0 or 1.

-- What sales lets a customer know, and whether the next installation may be bound to its serial number.
ALTER TABLE customer ADD COLUMN hold TEXT;                 -- JSON {language: text}: why nothing new is handed out
ALTER TABLE customer ADD COLUMN message TEXT;              -- JSON {language: text}
ALTER TABLE customer ADD COLUMN link TEXT;
ALTER TABLE customer ADD COLUMN enrolment TEXT NOT NULL DEFAULT 'open';   -- open | closed
-- The holder that the customer was before an authorised change, until its installation is known to follow it.
ALTER TABLE customer ADD COLUMN replaces_name TEXT;
ALTER TABLE customer ADD COLUMN replaces_serial TEXT;

-- Everything a customer was called before; an installation that still says so is recognised.
CREATE TABLE customer_former (
  customer_no BIGINT NOT NULL,
  n           BIGINT NOT NULL,
  name        TEXT NOT NULL,
  serial      TEXT NOT NULL,
  sequence    BIGINT NOT NULL,               -- the last package that was signed for it under that name
  changed_at  BIGINT NOT NULL,
  PRIMARY KEY (customer_no, n)
);
CREATE INDEX customer_former_by_serial ON customer_former (serial);

-- The keys that spoke for a customer. At most one of them is bound.
CREATE TABLE installation (
  customer_no   BIGINT NOT NULL,
  kid           TEXT NOT NULL,
  public_key    BLOB NOT NULL,
  state         TEXT NOT NULL,               -- bound | waiting | copy | released
  origin        TEXT NOT NULL,               -- of what it said last: online | file
  first_at      BIGINT NOT NULL,
  last_at       BIGINT NOT NULL,
  name          TEXT NOT NULL,               -- what it called itself last
  serial        TEXT NOT NULL,
  version       TEXT,                        -- the licence version that it asked for last
  sequence      BIGINT NOT NULL,             -- the highest package that was ever in force
  package       TEXT,                        -- SHA-256 of the one in force
  keys_version  BIGINT NOT NULL,
  said_iat      BIGINT NOT NULL,             -- when it wrote what we know of it, in seconds by its own clock
  head_revision BIGINT NOT NULL,             -- the highest head of its ledger that was ever seen (rule 10)
  head_hash     TEXT NOT NULL,
  told_revision BIGINT NOT NULL,             -- the head it told last
  told_hash     TEXT NOT NULL,
  rewound_at    BIGINT,
  back_ms       BIGINT,                      -- by how much its clock was set back (rule 20)
  back_at       BIGINT,
  deleted_at    BIGINT,                      -- when it told that licences were deleted (rule 11)
  PRIMARY KEY (customer_no, kid)
);
CREATE INDEX installation_by_key ON installation (kid);
CREATE INDEX installation_by_contact ON installation (last_at, customer_no, kid);

-- Nonces that were used, until the request they came in would be refused as too old.
CREATE TABLE nonce_seen (
  customer_no BIGINT NOT NULL,
  kid         TEXT NOT NULL,
  nonce       TEXT NOT NULL,
  until_ms    BIGINT NOT NULL,
  PRIMARY KEY (customer_no, kid, nonce)
);
CREATE INDEX nonce_seen_by_end ON nonce_seen (until_ms);

-- What came in as a file, and letters: the desk.
CREATE TABLE request (
  id          TEXT NOT NULL PRIMARY KEY,
  customer_no BIGINT NOT NULL,
  kid         TEXT NOT NULL,
  kind        TEXT NOT NULL,                 -- request | receipt | letter
  message     TEXT NOT NULL,                 -- the sender's own name for it: the nonce of a request, else an id
  origin      TEXT NOT NULL,                 -- online | file
  bytes       BLOB NOT NULL,
  state       TEXT NOT NULL,                 -- waiting | answered | closed
  purpose     TEXT,
  version     TEXT,
  package_id  TEXT,
  received_at BIGINT NOT NULL,
  handled_at  BIGINT,
  handled_by  TEXT,
  UNIQUE (customer_no, kid, kind, message)
);
CREATE INDEX request_by_time ON request (received_at, id);
CREATE INDEX request_by_customer ON request (customer_no, received_at, id);
