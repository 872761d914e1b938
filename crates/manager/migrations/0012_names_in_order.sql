-- The list of people in the order in which readers look for names: without the marks over and under letters, the letters
-- that the Nordic alphabets count apart after z (core's name_sort_key). Not sealed. Names of before that have more than
-- plain letters get theirs from the server, in the migration that follows.
ALTER TABLE app_user ADD COLUMN name_sort TEXT NOT NULL DEFAULT '';
UPDATE app_user SET name_sort = name_key;
CREATE INDEX app_user_name_nordic ON app_user (scope, name_sort, no);
CREATE INDEX app_user_name_latin ON app_user
  (scope, (REPLACE(REPLACE(REPLACE(name_sort, '{a', 'a'), '{b', 'a'), '{c', 'o')), no);
