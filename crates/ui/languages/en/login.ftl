### Log-ins: how one ended, in one sentence. `login-<result>` is found by result.

login-ok = Welcome.
login-needs_licence_manager = A licence is missing. You can put that right in the licence manager.
login-needs_licence = A licence is missing. Ask your administrator.
login-not_allowed = You may not log in here. Check the name, or ask your administrator.
login-waiting_for_approval = Your account waits for approval. Your administrator has to confirm it.
login-blocked_by_event = Nobody can log in just now. Try again when the work announced is done.
login-no_free_session = All sessions are taken. Try again when somebody has logged off.
login-wrong_installation = You belong to another installation. Log in there.
