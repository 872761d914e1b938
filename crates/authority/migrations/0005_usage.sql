-- What installations report of their metered services: each figure once, by the installation's own number for it.
CREATE TABLE usage_figure (
  customer_no  BIGINT NOT NULL,
  kid          TEXT NOT NULL,                -- the installation's key
  n            BIGINT NOT NULL,
  meter        TEXT NOT NULL,
  month        TEXT NOT NULL,
  kind         TEXT NOT NULL,                -- final | correction
  used         BIGINT NOT NULL,
  plan_users   BIGINT NOT NULL,
  allowance    BIGINT NOT NULL,              -- as the installation computed it
  overage      BIGINT NOT NULL,
  package      TEXT,
  origin       TEXT NOT NULL,                -- online | file
  received_at  BIGINT NOT NULL,
  line         TEXT NOT NULL,                -- the signed bundle's id that brought it
  PRIMARY KEY (customer_no, kid, n)
);
CREATE INDEX usage_figure_month ON usage_figure (customer_no, month, meter);
