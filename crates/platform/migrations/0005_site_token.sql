-- A token may belong to one satellite of its installation. Sealed where it is set, so that tokens of before keep their seals.
ALTER TABLE api_token ADD COLUMN site BIGINT;   -- the satellite's number; none = the whole installation
