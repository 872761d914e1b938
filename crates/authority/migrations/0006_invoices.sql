-- What customers' invoices need: their currency (EUR unless told), and what stands under their name.
ALTER TABLE customer ADD COLUMN currency TEXT;
ALTER TABLE customer ADD COLUMN billing TEXT;

-- Invoices. A draft may change; one that is issued never does, and its number follows the last one's without a gap.
CREATE TABLE invoice (
  id           TEXT NOT NULL PRIMARY KEY,
  customer_no  BIGINT NOT NULL,
  kind         TEXT NOT NULL,                -- invoice | credit_note
  credits      TEXT,                         -- the invoice that a credit note takes back
  anew         BIGINT NOT NULL,              -- what a credit note takes back is to be invoiced again
  credited_by  TEXT,                         -- the credit note that took it back
  state        TEXT NOT NULL,                -- draft | issued
  number       BIGINT,                       -- once issued
  month        TEXT NOT NULL,                -- up to and with which it was drawn up
  currency     TEXT NOT NULL,
  total        BIGINT NOT NULL,              -- minor units
  created_at   BIGINT NOT NULL,
  issued_at    BIGINT,
  revision     BIGINT NOT NULL               -- of the last change in the house's ledger: the ETag
);
CREATE UNIQUE INDEX invoice_number ON invoice (number) WHERE number IS NOT NULL;
CREATE UNIQUE INDEX invoice_draft ON invoice (customer_no, currency) WHERE state = 'draft';
CREATE INDEX invoice_customer ON invoice (customer_no, created_at);
CREATE INDEX invoice_newest ON invoice (created_at, id);

CREATE TABLE invoice_line (
  invoice      TEXT NOT NULL,
  n            BIGINT NOT NULL,
  meter        TEXT NOT NULL,
  month        TEXT NOT NULL,
  blocks       BIGINT NOT NULL,              -- below 0 where something is given back
  block        BIGINT NOT NULL,              -- units in a block
  price        BIGINT NOT NULL,              -- minor units for a block
  amount       BIGINT NOT NULL,              -- minor units
  source       TEXT NOT NULL,                -- JSON: the figure it stands on, the package, the edition of the catalogue
  PRIMARY KEY (invoice, n)
);

-- What was issued, as it is printed: canonical JSON, sealed (rule 10), its SHA-256 in the ledger.
CREATE TABLE invoice_issued (
  number       BIGINT NOT NULL PRIMARY KEY,
  id           TEXT NOT NULL UNIQUE,
  sha256       TEXT NOT NULL,
  content      TEXT NOT NULL,
  rev          BIGINT NOT NULL,
  seal_hi      BIGINT NOT NULL,
  seal_lo      BIGINT NOT NULL
);

-- The months for which drafts were drawn up, by whomever: the server does it once by itself.
CREATE TABLE invoice_run (
  month        TEXT NOT NULL PRIMARY KEY,
  at           BIGINT NOT NULL
);
