### May this user use this module, and why? `check-<code>` and `rule-<code>` are found by code.

checks-title = Ask why
checks-may = May
checks-use = use
checks-on = on
checks-user = User
checks-module = Module
checks-date = Date
checks-ask = Ask
checks-rule-by-rule = Rule by rule
checks-who-can-fix = Who can fix it

## The answer in one sentence, and what follows from it.

check-granted = Yes.
    .detail = Every rule was looked at, and all of them hold.
check-demo = Yes, because this is demo mode.
    .detail = Everything is allowed until a package is activated.
check-user_unknown = No. There is no such user.
    .detail = Check the log-in name, or add the user.
check-module_unknown = No. There is no such module.
    .detail = No package has ever named it. Write it in full, as in superoffice.sale-cal.
check-tampered = No. Something was changed behind the manager’s back.
    .detail = A row does not fit its seal, so it counts as absent. Restore it from the ledger, or accept it.
check-user_inactive = No. This user cannot log in.
    .detail = A user who is deactivated, former or deleted holds no seat. Activate the user first.
check-no_licence = No. There is no licence for this module.
    .detail = No package in force contains it. Activate a package that does, or buy licences.
check-not_started = No. The licence has not started yet.
    .detail = It is loaded and comes into force on its start date by itself.
check-expired = No. The licence has stopped.
    .detail = Its grace is over. Renew it and activate the new package.
check-read_only = Only to read. The licence has stopped.
    .detail = What is there may be read, nothing may be changed. Renew the licence.
check-version = No. This product version is not covered.
    .detail = Ask the issuer for a package for this version, or use a version that is covered.
check-user_kind = No. Users of this kind may not hold the module.
    .detail = Change the user’s kind, or use an account of a kind that may.
check-no_seat = No. This user holds no seat.
    .detail = Assign the module, or a plan that contains it. If every seat is taken, recall one first.
check-prerequisite = No. Another module must come first.
    .detail = Assign the module it needs, and this one works at once.
check-no_session = No. There is no open session with a seat.
    .detail = The module counts people at work at the same time. Log in, and a session takes a seat.

## Each rule, as it reads when it holds.

rule-user_unknown = The user is known
rule-module_unknown = The module is known
rule-tampered = Nothing was tampered with
rule-demo = Demo mode
rule-user_inactive = The user may log in
rule-no_licence = A licence is in force
rule-not_started = The licence has started
rule-expired = The licence has not stopped
rule-read_only = The licence allows more than reading
rule-version = The product version is covered
rule-user_kind = Users of this kind may hold the module
rule-no_seat = The user holds a seat
rule-prerequisite = The modules that must come first are there
rule-no_session = A session has a seat
rule-granted = Granted
