-- Accounts that hang on a user of an installation (rule 12: one person, one row), and accounts that end on a day. An
-- account without an end carries the seal it always had.
ALTER TABLE account ADD COLUMN ends_at BIGINT;        -- milliseconds UTC, exclusive; none = never. Sealed where there is one
CREATE UNIQUE INDEX account_user ON account (scope, user_id) WHERE user_id IS NOT NULL;
