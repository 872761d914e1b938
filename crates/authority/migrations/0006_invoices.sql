-- Invoices. A draft may change; one that is issued never does, and its number follows the last one's without a gap.
CREATE TABLE invoice (
  id           TEXT NOT NULL PRIMARY KEY,
  customer_no  BIGINT NOT NULL,
  kind         TEXT NOT NULL,                -- invoice | credit_note
  credits      TEXT,                         -- the invoice that a credit note takes back
  state        TEXT NOT NULL,                -- draft | issued
  number       BIGINT,                       -- once issued
  month        TEXT NOT NULL,
  currency     TEXT NOT NULL,
  total        BIGINT NOT NULL,              -- minor units
  holder       TEXT NOT NULL,                -- JSON of whom it is to, as of its issue
  created_at   BIGINT NOT NULL,
  issued_at    BIGINT,
  issued_by    TEXT,
  revision     BIGINT NOT NULL
);
CREATE UNIQUE INDEX invoice_number ON invoice (number) WHERE number IS NOT NULL;
CREATE INDEX invoice_customer ON invoice (customer_no, month);

CREATE TABLE invoice_line (
  invoice      TEXT NOT NULL,
  n            BIGINT NOT NULL,
  meter        TEXT,
  month        TEXT,
  source       TEXT NOT NULL,                -- JSON: the figures, package and catalogue edition it stands on
  title        TEXT NOT NULL,                -- JSON {language: text}
  quantity     BIGINT NOT NULL,              -- blocks
  block        BIGINT NOT NULL,              -- units in a block
  price        BIGINT NOT NULL,              -- minor units per block
  amount       BIGINT NOT NULL,              -- minor units
  PRIMARY KEY (invoice, n)
);
