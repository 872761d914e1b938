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
    .failed = The user is not known
rule-module_unknown = The module is known
    .failed = The module is not known
rule-tampered = Nothing was tampered with
    .failed = Something was tampered with
rule-demo = Demo mode
rule-user_inactive = The user may log in
    .failed = The user may not log in
rule-no_licence = A licence is in force
    .failed = No licence is in force
rule-not_started = The licence has started
    .failed = The licence has not started
rule-expired = The licence has not stopped
    .failed = The licence has stopped
rule-read_only = The licence allows more than reading
    .failed = The licence allows reading only
rule-version = The product version is covered
    .failed = The product version is not covered
rule-user_kind = Users of this kind may hold the module
    .failed = Users of this kind may not hold the module
rule-no_seat = The user holds a seat
    .failed = The user holds no seat
rule-prerequisite = The modules that must come first are there
    .failed = A module that must come first is missing
rule-no_session = A session has a seat
    .failed = No open session has a seat
rule-granted = Granted

## What a rule saw: one line below it.

checks-seen-user-active = { $kind }; may log in
checks-seen-user-inactive = { $kind }; may not log in, or has left
checks-seen-tampered-user = The user’s row does not fit its seal.
checks-seen-tampered-assignment = An assignment does not fit its seal.
checks-seen-tampered-licences = The issuer’s licences cannot be verified.
checks-seen-total-absent = no seats today
checks-seen-total-count = { $count ->
    [one] 1 seat
   *[other] { $count } seats
}
checks-seen-total-unrestricted = unrestricted
checks-seen-in-force = In force, { $total }, without an end.
checks-seen-in-force-until = In force, { $total }, until { $day }.
checks-seen-not-started = Begins on { $day }.
checks-seen-stopped = Worked until { $day }.
checks-seen-stopped-long-ago = Has stopped.
checks-seen-next-start = A further row begins on { $day }.
checks-seen-absent = No package in force has a row of it.
checks-seen-version-any = No version was named, so every version is meant.
checks-seen-version = Version { $version }; covered: { $covered }.
checks-seen-version-all = every version
checks-seen-version-from = from { $from }
checks-seen-version-to = up to { $to }
checks-seen-version-range = { $from } to { $to }
checks-seen-maintenance = Maintenance ended on { $day }; the version was released on { $released }.
checks-seen-kind = { $kind }; allowed: { $allowed }.
checks-seen-seat-system = It applies to the whole installation; nobody needs a seat.
checks-seen-seat-site = This installation has it.
checks-seen-seat-no-site = This installation does not have it.
checks-seen-seat-plan = Through the plan { $plan }.
checks-seen-seat-granted = Assigned: { $source }.
checks-seen-seat-until = Until { $day }.
checks-seen-seat-none = Neither the module nor a plan that contains it is assigned.
checks-seen-seat-waiting = Assigned, but no seat was free: the assignment waits.
checks-seen-seat-taken = { $used } of { $total } seats are taken.
checks-seen-requires-nothing = It needs no other module.
checks-seen-requires = It needs { $modules }.
checks-seen-requires-missing = { $module } is missing.
checks-seen-named = It counts people, not sessions.
checks-seen-session-open = An open session has a seat.
checks-seen-session-none = It counts sessions, and none of this user’s has a seat.
checks-seen-until = Until { $day }.
checks-seen-no-end = Without an end.

## Who can do something about it, and what.

checks-who-user = The user
checks-who-administrator = An administrator of the manager
checks-who-vendor = The vendor
checks-who-application = Whoever runs the application
checks-fix-add-user = Add the user
checks-fix-correct-user = Ask with the user’s id or log-in name
checks-fix-correct-module = Ask with the module’s full name
checks-fix-restore = Restore the row from the ledger, or accept it
checks-fix-activate-package = Load and activate a package that contains the module
checks-fix-buy = Buy licences
checks-fix-renew = Renew the licences
checks-fix-wait = Wait until { $day }
checks-fix-activate-user = Let the user log in again
checks-fix-request-version = Ask for a package that covers version { $version }
checks-fix-request-any-version = Ask for a package that covers this version
checks-fix-use-version = Use a covered version: { $covered }
checks-fix-change-kind = Change the user’s kind to one of: { $allowed }
checks-fix-assign = Assign { $module }, or a plan that contains it
checks-fix-assign-plan = Assign the plan { $plan }
checks-fix-assign-plan-free = Assign the plan { $plan }: { $free ->
    [0] no seat is free
    [one] 1 seat is free
   *[other] { $free } seats are free
}
checks-fix-assign-site = Assign { $module } to this installation
checks-fix-ask = Ask for a seat
checks-fix-free-seat = Free a seat of { $module }
checks-fix-log-in = Log in

## The page.

checks-decided = Decided in { $micros } µs from revision { $revision }.
checks-simulated = As if it were { $day }. It changes nothing and is not counted.
checks-rules-counted = { $count ->
    [one] One rule was looked at.
   *[other] { $count } rules were looked at.
}
checks-refused-times = { $count ->
    [one] Refused once in 30 days
   *[other] Refused { $count } times in 30 days
}
checks-no-date = “{ $text }” is no date; today was taken. Write it as 2027-03-01.
checks-nothing-asked = Ask about somebody
checks-nothing-asked-why = Choose a user, a module and a day. Every rule is shown with what it saw.
checks-fix-nobody = Nothing has to be fixed
checks-fix-show-user = Show the user
checks-fix-show-licence = Show the licence
