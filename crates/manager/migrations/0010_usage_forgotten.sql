-- Which usage events an installation has forgotten. Days are counted from 1970-01-01.
CREATE TABLE usage_forgotten (
  scope         BIGINT PRIMARY KEY,
  received_before INTEGER NOT NULL,           -- whatever was received before this day may be forgotten, whatever the window is now
  done_received INTEGER NOT NULL,             -- everything received before this day is gone, but what is compared
  done_compared INTEGER NOT NULL              -- and of that, what counts for a day before this one
);
