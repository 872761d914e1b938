-- To whom each step was told, as JSON: 'account:1000001', 'to:licences@example.com', 'webhook:ID'. '[]': nobody could be
-- told, so it is told once somebody can. NULL: passed on the way to another step, or told before this was kept.
ALTER TABLE reminder ADD COLUMN told_to TEXT;
