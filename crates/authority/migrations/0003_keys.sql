-- Keys that are replaced, withdrawn, or somebody else's. `role` is root, issuer (signs here) or certified (a partner's,
-- or another server's: only its public half is here). An issuer key without a certificate waits for the root's.

-- The issuer is a partner of the root's owner.
ALTER TABLE signing_key ADD COLUMN partner BIGINT NOT NULL DEFAULT 0;
-- Somebody else may know the secret half: withdraw it first, re-issue afterwards.
ALTER TABLE signing_key ADD COLUMN suspect BIGINT NOT NULL DEFAULT 0;

-- Every version of the root's list of keys, as signed; the highest is in force.
CREATE TABLE key_list (
  version      BIGINT NOT NULL PRIMARY KEY,
  line         TEXT NOT NULL,
  installed_at BIGINT NOT NULL,
  exported_at  BIGINT                        -- when it was last written to a file for those who never call
);

-- Which key each customer's newest package hangs on, without reading a package.
CREATE INDEX package_by_key ON package (issuer, customer_no, sequence, kid);
