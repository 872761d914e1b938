-- Refusals that are about no module (rule 19): item is the plan limit, issuer.limit, or `login` for a log-in as a whole, and
-- asker the program that was refused where no user was: `token:7`. Both are empty for the checks of before.
CREATE TABLE refusal_day_apart (
  scope BIGINT NOT NULL,
  day TEXT NOT NULL,
  user_no BIGINT NOT NULL,
  module_no BIGINT NOT NULL,
  code TEXT NOT NULL,
  item TEXT NOT NULL DEFAULT '',
  asker TEXT NOT NULL DEFAULT '',
  count BIGINT NOT NULL,
  first_at BIGINT NOT NULL,
  last_at BIGINT NOT NULL,
  PRIMARY KEY (scope, day, user_no, module_no, code, item, asker)
);
INSERT INTO refusal_day_apart (scope, day, user_no, module_no, code, item, asker, count, first_at, last_at)
  SELECT scope, day, user_no, module_no, code, '', '', count, first_at, last_at FROM refusal_day;
DROP TABLE refusal_day;
ALTER TABLE refusal_day_apart RENAME TO refusal_day;
CREATE INDEX refusal_day_user ON refusal_day (scope, user_no, day);
