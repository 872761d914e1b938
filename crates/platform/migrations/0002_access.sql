-- Who may do what (rule 12). Numbers of accounts and tokens are scope * 1000000 + n: unique in the
-- server, although each scope gives its own.

-- A person, or whoever was invited. Sealed: no, login_key, password, rights, state, user_id.
CREATE TABLE account (
  no BIGINT PRIMARY KEY,
  scope BIGINT NOT NULL,
  user_id TEXT,                 -- the user of the installation it hangs on; none for operators
  login TEXT NOT NULL,
  login_key TEXT NOT NULL,      -- NFKC and case folding of login (rule 18)
  name TEXT NOT NULL,
  password TEXT,                -- argon2id, PHC string; none until the set-up link was used
  rights BIGINT NOT NULL,       -- bits
  state TEXT NOT NULL,          -- active | blocked
  lang TEXT,
  theme TEXT,
  created_at BIGINT NOT NULL,
  signed_in_at BIGINT,          -- not sealed, not in the chain
  rev BIGINT NOT NULL,
  seal_hi BIGINT NOT NULL,
  seal_lo BIGINT NOT NULL,
  UNIQUE (scope, login_key)
);
CREATE INDEX account_login ON account (login_key);

-- One-time links: to choose a password, or to sign in once. mac: keyed hash over the row, so that a
-- row put in by hand opens nothing.
CREATE TABLE account_link (
  hash BLOB PRIMARY KEY,        -- SHA-256 of the link's token
  scope BIGINT NOT NULL,
  account BIGINT NOT NULL,
  purpose TEXT NOT NULL,        -- set_up | sign_in
  expires_at BIGINT NOT NULL,
  mac BLOB NOT NULL
);
CREATE INDEX account_link_account ON account_link (account);

-- Signed-in browsers. Not in the chain.
CREATE TABLE browser_session (
  hash BLOB PRIMARY KEY,        -- SHA-256 of the cookie's token
  id TEXT NOT NULL UNIQUE,      -- names the session in lists
  scope BIGINT NOT NULL,
  account BIGINT NOT NULL,
  opened_at BIGINT NOT NULL,
  seen_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  agent TEXT NOT NULL,
  address TEXT,
  mac BLOB NOT NULL
);
CREATE INDEX browser_session_account ON browser_session (account);

-- What programs show. Sealed: no, hash, rights, state, expires_at.
CREATE TABLE api_token (
  no BIGINT PRIMARY KEY,
  scope BIGINT NOT NULL,
  hash BLOB NOT NULL UNIQUE,    -- SHA-256 of the token
  label TEXT NOT NULL,
  rights BIGINT NOT NULL,
  state TEXT NOT NULL,          -- active | revoked
  made_by TEXT NOT NULL,        -- account:3, setup
  created_at BIGINT NOT NULL,
  expires_at BIGINT,
  used_day BIGINT,              -- days since 1970; not sealed, not in the chain
  rev BIGINT NOT NULL,
  seal_hi BIGINT NOT NULL,
  seal_lo BIGINT NOT NULL
);
CREATE INDEX api_token_scope ON api_token (scope);

-- Grows with every change that other servers must hear of: they compare it once a second.
CREATE TABLE access_version (
  scope BIGINT PRIMARY KEY,
  people BIGINT NOT NULL,       -- accounts changed, sessions ended
  tokens BIGINT NOT NULL        -- tokens made or revoked
);
