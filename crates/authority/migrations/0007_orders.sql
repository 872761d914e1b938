-- Orders on account.
CREATE TABLE sales_order (
  id           TEXT NOT NULL PRIMARY KEY,
  customer_no  BIGINT NOT NULL,
  n            BIGINT NOT NULL,              -- the customer's orders, counted: what people call it by
  state        TEXT NOT NULL,                -- waiting | approved | refused | withdrawn
  origin       TEXT NOT NULL,                -- store | api
  ordered_by   TEXT NOT NULL,                -- name of the person, as the signed link or sales said
  email        TEXT,
  reference    TEXT,                         -- the customer's own
  quote        TEXT NOT NULL,                -- JSON of what changes and what it costs, as it was confirmed
  added        BIGINT NOT NULL,              -- what a month costs more, in minor units
  priced       BIGINT NOT NULL,              -- whether everything had a price
  waits        TEXT,                         -- why no rule approved it
  rule         BIGINT NOT NULL,              -- whether a rule approved it, and nobody
  decided_by   TEXT,                         -- account:3, token:7, system:orders
  reason       TEXT,                         -- why it was refused
  package      TEXT,
  ordered_at   BIGINT NOT NULL,
  decided_at   BIGINT,
  UNIQUE (customer_no, n)
);
CREATE INDEX sales_order_by_time ON sales_order (ordered_at, id);
CREATE INDEX sales_order_by_state ON sales_order (state, ordered_at, id);

-- How much a customer may order in a month before somebody has to look: minor units a month; none: everything is looked at.
ALTER TABLE customer ADD COLUMN order_limit BIGINT;

-- A visit to the store: opened by a signed link, for one customer.
CREATE TABLE store_visit (
  hash         BLOB NOT NULL PRIMARY KEY,    -- SHA-256 of the cookie
  customer_no  BIGINT NOT NULL,
  kid          TEXT NOT NULL,                -- the installation that vouched for the person
  name         TEXT NOT NULL,
  email        TEXT,
  lang         TEXT NOT NULL,
  module       TEXT,                         -- what the person was looking at
  back         TEXT,                         -- where the way leads back to
  basket       TEXT NOT NULL,                -- JSON of what is wanted
  opened_at    BIGINT NOT NULL,
  until_ms     BIGINT NOT NULL
);
CREATE INDEX store_visit_by_end ON store_visit (until_ms);

-- A subscription with a term: how long, how often billed, whether it renews itself, and what changes then.
CREATE TABLE subscription_term (
  customer_no  BIGINT NOT NULL PRIMARY KEY,
  began        TEXT NOT NULL,                -- first day of the term that the newest package belongs to
  months       BIGINT NOT NULL,              -- its length
  anchor       BIGINT NOT NULL,              -- the day of the month on which terms begin, where a month has it
  ends         TEXT NOT NULL,                -- its last day
  period       BIGINT NOT NULL,              -- months between two invoices
  notice       BIGINT NOT NULL,              -- how many days before the next term it is prepared
  renews       BIGINT NOT NULL,
  due          TEXT,                         -- the day on which the next term is prepared; none: never
  at_renewal   TEXT NOT NULL,                -- JSON of what is given back then: units when it was ordered, and units wanted
  renewed_at   BIGINT
);
CREATE INDEX subscription_term_by_due ON subscription_term (due);
