-- Since when nothing has reached a level that was told; NULL while something does. A step that was passed on the way to a
-- higher one is known, too, and has no need.
ALTER TABLE reminder ADD COLUMN left_at BIGINT;
