-- Who people are beyond their names, what belongs to which database, and what was before. Portable: BIGINT, TEXT and BLOB
-- only; times are milliseconds UTC, days are TEXT 'YYYY-MM-DD', booleans 0 or 1.

-- What rules of distribution look at. `layout` says which columns the row's seal covers: 1 those of before this migration,
-- 2 these as well. A row takes the newest layout when it is next written.
ALTER TABLE app_user ADD COLUMN layout BIGINT NOT NULL DEFAULT 1;
ALTER TABLE app_user ADD COLUMN job_title TEXT;
ALTER TABLE app_user ADD COLUMN role TEXT;
ALTER TABLE app_user ADD COLUMN attributes TEXT NOT NULL DEFAULT '{}';        -- JSON object of texts
ALTER TABLE app_user ADD COLUMN waiting_for_approval BIGINT NOT NULL DEFAULT 0;
ALTER TABLE app_user ADD COLUMN sites TEXT NOT NULL DEFAULT '[0]';            -- JSON array: 0 the central database, else satellites
ALTER TABLE app_user ADD COLUMN since_ms BIGINT NOT NULL DEFAULT 0;           -- since when the licence-relevant columns are as they are
ALTER TABLE assignment ADD COLUMN since_ms BIGINT NOT NULL DEFAULT 0;         -- since when the row is as it is
UPDATE app_user SET since_ms = created_at;
-- The revision that granted a row says when that was.
UPDATE assignment SET since_ms = COALESCE((SELECT ledger.at FROM ledger
  WHERE ledger.scope = assignment.scope AND ledger.revision = assignment.grant_order), 0);

-- What people type to find somebody: name, log-in name, address, role, job title and groups, folded. Not sealed; rows of
-- before get theirs folded wholly when they are next written.
ALTER TABLE app_user ADD COLUMN search_key TEXT NOT NULL DEFAULT '';
UPDATE app_user SET search_key = name_key || ' ' || login_key || ' ' || LOWER(COALESCE(email, '')) || ' ' || LOWER(groups)
  WHERE state <> 'deleted';
-- The orders of the list of users: by groups (the primary one is first), role and last use.
CREATE INDEX app_user_groups ON app_user (scope, (SUBSTR(groups, 1, 120)), no);
CREATE INDEX app_user_role ON app_user (scope, (COALESCE(role, '')), no);
CREATE INDEX app_user_last_used ON app_user (scope, (COALESCE(last_used, '')), no);
CREATE INDEX app_user_job_title ON app_user (scope, (COALESCE(job_title, '')), no);

-- Bulk changes stand far apart between log-ins. The kinds are those of `changes`, in its words and order.
CREATE INDEX ledger_bulk ON ledger (scope, revision, kind) WHERE kind IN ('assignments.assigned', 'assignments.recalled', 'assignments.changed', 'assignments.undone', 'rules.applied', 'users.imported');

-- How assignments and users were: a row for every stretch of time that is over. Written by the sealing store.
CREATE TABLE assignment_past (
  scope BIGINT NOT NULL,
  user_no BIGINT NOT NULL,
  module_no BIGINT NOT NULL,
  source BIGINT NOT NULL,
  units BIGINT NOT NULL,
  valid_from TEXT,
  valid_until TEXT,
  state BIGINT NOT NULL,
  since_ms BIGINT NOT NULL,
  until_ms BIGINT NOT NULL            -- exclusive
);
CREATE INDEX assignment_past_until ON assignment_past (scope, until_ms);
CREATE TABLE user_past (
  scope BIGINT NOT NULL,
  user_no BIGINT NOT NULL,
  kind BIGINT NOT NULL,
  can_log_in BIGINT NOT NULL,
  state TEXT NOT NULL,
  waiting_for_approval BIGINT NOT NULL,
  since_ms BIGINT NOT NULL,
  until_ms BIGINT NOT NULL
);
CREATE INDEX user_past_until ON user_past (scope, until_ms);
-- When packages were in force that are no more.
CREATE TABLE package_past (
  scope BIGINT NOT NULL,
  id TEXT NOT NULL,
  since_ms BIGINT NOT NULL,
  until_ms BIGINT NOT NULL
);
CREATE INDEX package_past_until ON package_past (scope, until_ms);

-- The satellites of a central installation; they share its chain, packages and seats. Sealed.
CREATE TABLE satellite (
  scope BIGINT NOT NULL,
  no BIGINT NOT NULL,                 -- from 1; 0 is the central database itself
  id TEXT NOT NULL,
  slug TEXT NOT NULL,
  name TEXT NOT NULL,
  state TEXT NOT NULL,                -- active | closed
  created_at BIGINT NOT NULL,
  rev BIGINT NOT NULL,
  seal_hi BIGINT NOT NULL,
  seal_lo BIGINT NOT NULL,
  PRIMARY KEY (scope, no)
);
-- Site licences handed to databases (rule 1). Sealed.
CREATE TABLE site_assignment (
  scope BIGINT NOT NULL,
  site BIGINT NOT NULL,
  module_no BIGINT NOT NULL,
  units BIGINT NOT NULL,
  granted_at BIGINT NOT NULL,
  rev BIGINT NOT NULL,
  seal_hi BIGINT NOT NULL,
  seal_lo BIGINT NOT NULL,
  PRIMARY KEY (scope, site, module_no)
);

-- Automatic distribution (rule 13). Sealed.
CREATE TABLE distribution_rule (
  scope BIGINT NOT NULL,
  no BIGINT NOT NULL,
  id TEXT NOT NULL,
  name TEXT NOT NULL,
  priority BIGINT NOT NULL,           -- the smaller goes first
  enabled BIGINT NOT NULL,
  over_manual BIGINT NOT NULL,        -- whether it may take the place of a plan chosen by hand
  conditions TEXT NOT NULL,           -- JSON, all of them must hold
  modules TEXT NOT NULL,              -- JSON array of module numbers: a plan per issuer at most, and modules
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  rev BIGINT NOT NULL,
  seal_hi BIGINT NOT NULL,
  seal_lo BIGINT NOT NULL,
  PRIMARY KEY (scope, no)
);

-- Long work: what was asked, how far it is, what came of it. Outside the chain.
CREATE TABLE job (
  scope BIGINT NOT NULL,
  id TEXT NOT NULL,
  kind TEXT NOT NULL,                 -- assign | recall | import | undo | rules
  state TEXT NOT NULL,                -- queued | running | done | failed
  asked TEXT NOT NULL,                -- JSON of the order
  done BIGINT NOT NULL DEFAULT 0,
  total BIGINT NOT NULL DEFAULT 0,
  answer TEXT,                        -- JSON, when done
  problem TEXT,                       -- JSON, when failed
  revision BIGINT,                    -- of the change it made
  created_at BIGINT NOT NULL,
  created_by TEXT NOT NULL,           -- the actor's reference, without personal data
  runs_until BIGINT,                  -- whoever runs it renews this; beyond it nobody does any more
  finished_at BIGINT,
  PRIMARY KEY (scope, id)
);
-- What an answer is too long for: its lists in pieces. They may name people, and are forgotten after a week.
CREATE TABLE job_page (
  scope BIGINT NOT NULL,
  job TEXT NOT NULL,
  no BIGINT NOT NULL,
  lines TEXT NOT NULL,                -- JSON
  PRIMARY KEY (scope, job, no)
);
