-- The list of users in the order of their e-mail addresses.
CREATE INDEX app_user_email ON app_user (scope, (LOWER(COALESCE(email, ''))), no);
