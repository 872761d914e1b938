-- What installations report of their metered services: each figure once, by the installation's own number for it.
CREATE TABLE usage_figure (
  customer_no   BIGINT NOT NULL,
  kid           TEXT NOT NULL,               -- the installation's key
  n             BIGINT NOT NULL,
  meter         TEXT NOT NULL,
  month         TEXT NOT NULL,               -- YYYY-MM in the holder's zone
  kind          TEXT NOT NULL,               -- final | correction
  used          BIGINT NOT NULL,             -- of the whole month, as far as it was known then
  plan_users    BIGINT NOT NULL,
  allowance     BIGINT NOT NULL,             -- as the installation computed it
  overage       BIGINT NOT NULL,
  package       TEXT,
  closed_at     BIGINT NOT NULL,             -- seconds UTC
  our_allowance BIGINT NOT NULL,             -- from the rows of the package that we signed: what is invoiced
  our_overage   BIGINT NOT NULL,
  remark        TEXT,                        -- why the two differ, or what is doubtful
  origin        TEXT NOT NULL,               -- online | file
  received_at   BIGINT NOT NULL,
  bundle        TEXT NOT NULL,
  PRIMARY KEY (customer_no, kid, n)
);
CREATE INDEX usage_figure_month ON usage_figure (month, customer_no, meter);
CREATE INDEX usage_figure_customer ON usage_figure (customer_no, month, meter);

-- The signed bundles that brought them, byte for byte: what a customer said, in the customer's own signature.
CREATE TABLE usage_bundle (
  id          TEXT NOT NULL,
  customer_no BIGINT NOT NULL,
  kid         TEXT NOT NULL,
  sha256      TEXT NOT NULL,
  first_n     BIGINT NOT NULL,
  last_n      BIGINT NOT NULL,
  origin      TEXT NOT NULL,
  received_at BIGINT NOT NULL,
  bytes       BLOB NOT NULL,
  PRIMARY KEY (customer_no, kid, id)
);
