-- The use of each module day by day: the highest of the day, and what there was.
CREATE TABLE use_day (
  scope     BIGINT NOT NULL,
  day       TEXT NOT NULL,                   -- YYYY-MM-DD in the holder's zone
  module_no BIGINT NOT NULL,
  peak      BIGINT NOT NULL,
  peak_at   BIGINT NOT NULL,
  total     BIGINT,                          -- NULL: unrestricted
  PRIMARY KEY (scope, day, module_no)
);
CREATE INDEX use_day_module ON use_day (scope, module_no, day);
