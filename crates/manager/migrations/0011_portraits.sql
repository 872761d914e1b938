-- Portraits of users, made small and without anything else that the file said. Beside the chain, which only tells that one
-- was set or removed: the row goes with the person.
CREATE TABLE portrait (
  scope      BIGINT NOT NULL,
  user_no    BIGINT NOT NULL,
  media_type TEXT NOT NULL,                  -- image/png | image/jpeg
  bytes      BLOB NOT NULL,
  sha256     TEXT NOT NULL,                  -- of the bytes, in hexadecimal
  changed_at BIGINT NOT NULL,
  PRIMARY KEY (scope, user_no)
);
