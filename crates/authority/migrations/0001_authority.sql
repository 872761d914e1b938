-- What the vendor keeps: catalogue, keys, customers, what they own, and every package signed for them.
-- Days are text (2027-03-27), moments are milliseconds UTC.

-- One row per edition of the catalogue file; the newest is in force.
CREATE TABLE catalogue (
  version    BIGINT NOT NULL PRIMARY KEY,
  issuer     TEXT NOT NULL,
  source     TEXT NOT NULL,
  applied_at BIGINT NOT NULL,
  applied_by TEXT NOT NULL
);

-- Public halves, certificates, and the issuers' secret halves encrypted with age. The root's secret half is never here.
CREATE TABLE signing_key (
  kid         TEXT NOT NULL PRIMARY KEY,
  role        TEXT NOT NULL,                 -- root | issuer
  issuer      TEXT,
  public_key  BLOB NOT NULL,
  certificate TEXT,
  sealed      BLOB,
  demo        BIGINT NOT NULL,
  not_before  BIGINT,
  not_after   BIGINT,
  created_at  BIGINT NOT NULL,
  active      BIGINT NOT NULL
);

-- no is the customer's ledger scope.
CREATE TABLE customer (
  no          BIGINT NOT NULL PRIMARY KEY,
  id          TEXT NOT NULL UNIQUE,
  serial      TEXT NOT NULL UNIQUE,
  name        TEXT NOT NULL,
  name_key    TEXT NOT NULL,                 -- folded, for order
  search_key  TEXT NOT NULL,                 -- folded name, serial, customer id and contact, for the search box
  customer    TEXT,
  country     TEXT,
  contact     TEXT,
  zone        TEXT NOT NULL,
  note        TEXT,
  suite       TEXT,
  next_check    TEXT,
  admin_warning TEXT,
  expiry        TEXT,
  grace         TEXT,
  maintenance   TEXT,
  versions_from TEXT,
  versions_to   TEXT,
  created_at  BIGINT NOT NULL,
  updated_at  BIGINT NOT NULL,
  revision    BIGINT NOT NULL                -- of the last change: the ETag
);
CREATE INDEX customer_by_name ON customer (name_key, no);
CREATE INDEX customer_by_expiry ON customer (expiry, no);

-- What a customer owns, as sales wrote it down; a module may stand on several dated lines.
CREATE TABLE subscription_line (
  customer_no  BIGINT NOT NULL,
  n            BIGINT NOT NULL,
  module       TEXT NOT NULL,
  quantity     BIGINT,                       -- none: a system licence, or unrestricted
  unrestricted BIGINT NOT NULL,
  first_day    TEXT,
  last_day     TEXT,
  PRIMARY KEY (customer_no, n)
);
CREATE INDEX subscription_line_by_module ON subscription_line (module, customer_no);

-- Every package signed, with its exact bytes.
CREATE TABLE package (
  id          TEXT NOT NULL PRIMARY KEY,
  customer_no BIGINT NOT NULL,
  issuer      TEXT NOT NULL,
  sequence    BIGINT NOT NULL,
  sha256      BLOB NOT NULL,
  bytes       BLOB NOT NULL,
  row_count   BIGINT NOT NULL,
  kid         TEXT NOT NULL,
  expiry      TEXT,
  catalogue   BIGINT NOT NULL,               -- the edition it was computed from
  issued_at   BIGINT NOT NULL,
  issued_by   TEXT NOT NULL,
  UNIQUE (customer_no, issuer, sequence)
);
