-- A serial number is closed unless somebody in sales opened it: nobody said so of those that are open already. What is
-- inserted says which it is.
UPDATE customer SET enrolment = 'closed' WHERE enrolment <> 'closed';
-- Whether a key ever was a possible copy: then it is bound by nobody but support, whoever is released meanwhile.
ALTER TABLE installation ADD COLUMN was_copy BIGINT NOT NULL DEFAULT 0;
UPDATE installation SET was_copy = 1 WHERE state = 'copy';
