-- Which secret file this database belongs to. It protects from a mix-up, not from an attacker: a server
-- started with another server's secret would take every seal for forged.
CREATE TABLE secret_file (
  fingerprint TEXT PRIMARY KEY,       -- of the secrets, hexadecimal; says nothing about them
  first_at BIGINT NOT NULL
);
