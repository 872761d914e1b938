-- Orders on account.
CREATE TABLE sales_order (
  id           TEXT NOT NULL PRIMARY KEY,
  customer_no  BIGINT NOT NULL,
  state        TEXT NOT NULL,                -- waiting | approved | refused | withdrawn
  origin       TEXT NOT NULL,                -- store | api | page
  ordered_by   TEXT NOT NULL,                -- JSON: name and address of the person, as the signed link said
  reference    TEXT,                         -- the customer's own
  lines        TEXT NOT NULL,                -- JSON of what is wanted afterwards, and what changes
  price        TEXT NOT NULL,                -- JSON of the preview that was confirmed, minor units
  approved_by  TEXT,
  rule         TEXT,                         -- why it was approved without anybody
  reason       TEXT,
  package      TEXT,
  ordered_at   BIGINT NOT NULL,
  decided_at   BIGINT,
  revision     BIGINT NOT NULL
);
CREATE INDEX sales_order_customer ON sales_order (customer_no, ordered_at);
CREATE INDEX sales_order_waiting ON sales_order (state, ordered_at);

-- A visit to the store: opened by a signed link, for one customer.
CREATE TABLE store_visit (
  hash         TEXT NOT NULL PRIMARY KEY,    -- SHA-256 of the cookie
  customer_no  BIGINT NOT NULL,
  visitor      TEXT NOT NULL,                -- JSON: name, address, language
  back         TEXT,                         -- where the manager stands
  opened_at    BIGINT NOT NULL,
  until        BIGINT NOT NULL
);

-- A subscription with a term: how long, how often billed, whether it renews itself, and what changes then.
CREATE TABLE subscription_term (
  customer_no  BIGINT NOT NULL PRIMARY KEY,
  months       BIGINT NOT NULL,              -- length of a term
  period       BIGINT NOT NULL,              -- months between two invoices
  renews       BIGINT NOT NULL,
  began        TEXT NOT NULL,                -- first day of the present term
  ends         TEXT NOT NULL,                -- its last day
  at_renewal   TEXT,                         -- JSON of the order that holds from the next term on
  renewed_at   BIGINT,
  revision     BIGINT NOT NULL
);
CREATE INDEX subscription_term_ends ON subscription_term (ends);
