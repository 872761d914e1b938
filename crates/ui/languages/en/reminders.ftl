### Reminders: what runs out and what fills up, in words; the settings; how messages fare.

reminders-title = Reminders
reminders-lead = What runs out or fills up is told in time, once per step, to those who can do something about it.
reminders-now = Look now
reminders-tab-told = Told
reminders-tab-settings = Settings
reminders-tab-webhooks = Webhooks
reminders-tab-deliveries = Deliveries
reminders-what = What was told
reminders-kind = Kind
reminders-when = When
reminders-told-to = To
reminders-told-nobody = Nobody; it stands in Today
reminders-told-gone = Somebody who has no access any more
reminders-told-webhook-gone = A webhook that was removed
reminders-told-more = and { $count } more
reminders-reach-nobody = Reminders reach nobody: there is no mail server, no mail address and no webhook for them. They stand in Today, and are told once somebody can be.
reminders-none = Nobody has been told anything yet
reminders-none-means = The server looks at seven every morning, and whenever a package comes into force.
reminders-made = { $count ->
    [0] Nothing is new.
    [one] 1 reminder was made.
   *[other] { $count } reminders were made.
}
reminders-saved = Saved.

## Kinds: `reminders-kind-<kind>`.

reminders-kind-expiry = Licences run out
reminders-kind-grace = Licences stop
reminders-kind-admin_warning = Time to renew
reminders-kind-next_check = Ask for news
reminders-kind-maintenance = Maintenance
reminders-kind-row = Seats end
reminders-kind-package = Package waits
reminders-kind-capacity = Seats
reminders-kind-limit = Plan limit
reminders-kind-meter = Metered service
reminders-kind-waiting = Waiting list
reminders-kind-approval = Approval
reminders-kind-blocked = Log-in
reminders-kind-contact = Vendor
reminders-kind-delivery = Messages
reminders-kind-tampered = Tampering
reminders-kind-unlicensed = Licence

## What is the matter, and what it means.

reminders-expiry = { $count ->
    [0] The licences of { $issuer } run out today
    [one] The licences of { $issuer } run out tomorrow
   *[other] The licences of { $issuer } run out in { $count } days
}
reminders-expiry-passed = The licences of { $issuer } have run out
reminders-expiry-means = Their last day is { $date }.
reminders-grace = { $count ->
    [0] The licences of { $issuer } stop after today
    [one] The licences of { $issuer } stop after tomorrow
   *[other] The licences of { $issuer } stop in { $count } days
}
reminders-grace-passed = The licences of { $issuer } have stopped
reminders-grace-means = The last day on which they work is { $date }.
reminders-warning = { $count ->
    [one] From tomorrow on, the licences of { $issuer } should be renewed
   *[other] In { $count } days, the licences of { $issuer } should be renewed
}
reminders-warning-passed = The licences of { $issuer } should be renewed now
reminders-warning-means = The vendor has set { $date } for it.
reminders-check = { $count ->
    [0] { $issuer } is to be asked for news today
    [one] { $issuer } is to be asked for news by tomorrow
   *[other] { $issuer } is to be asked for news within { $count } days
}
reminders-check-passed = { $issuer } has not been asked for news in time
reminders-check-means = The date set for it is { $date }. This server does not reach the vendor by itself.
reminders-maintenance = { $count ->
    [0] Maintenance of { $issuer } ends today
    [one] Maintenance of { $issuer } ends tomorrow
   *[other] Maintenance of { $issuer } ends in { $count } days
}
reminders-maintenance-passed = Maintenance of { $issuer } has ended
reminders-maintenance-means = Versions released after { $date } are not covered.
reminders-row = { $count ->
    [0] Seats of { $module } end today
    [one] Seats of { $module } end tomorrow
   *[other] Seats of { $module } end in { $count } days
}
reminders-row-whole = { $count ->
    [0] { $module } ends today
    [one] { $module } ends tomorrow
   *[other] { $module } ends in { $count } days
}
reminders-row-whole-means = After { $date } it is not licensed any more.
reminders-row-licences = { $count ->
    [0] Licences of { $module } end today
    [one] Licences of { $module } end tomorrow
   *[other] Licences of { $module } end in { $count } days
}
reminders-row-sites = { $valid ->
    [0] After { $date }, none is left of the { $used } that installations use.
   *[other] After { $date }, { $valid } are left of the { $used } that installations use.
}
reminders-row-sessions = { $valid ->
    [0] After { $date }, nobody can open a session with it.
    [one] After { $date }, 1 session at a time can have it.
   *[other] After { $date }, { $valid } sessions at a time can have it.
}
reminders-row-means = After { $date }, { $valid } are left of the { $used } in use. Whoever got one last goes to the waiting list.
reminders-row-ends = After { $date }, none is left of the { $used } in use. Everybody who has one goes to the waiting list.
reminders-row-all = These are { $names }.
reminders-row-all-more = These are { $names } and { $count } more.
reminders-row-people = Unless others give theirs up before, these do: { $names }.
reminders-row-people-more = Unless others give theirs up before, these do: { $names } and { $count } more.
reminders-short-one = { $name } ({ $used } in use, { $valid } left)
reminders-short = Then too few are left: { $names }.
reminders-short-more = Then too few are left: { $names } and { $count } more.
reminders-package = New licences of { $issuer } wait to be activated
reminders-package-means = Look at what they change, and activate them.
reminders-package-before = Activate the new licences of { $issuer } by { $date }
reminders-package-before-means = They are loaded and suffice. What is in force now runs out.
reminders-package-now = Activate the new licences of { $issuer } now
reminders-package-now-means = They are loaded and suffice. What was in force ran out on { $date }.
reminders-over = { $count ->
    [one] { $module }: 1 seat more in use than there is
   *[other] { $module }: { $count } seats more in use than there are
}
reminders-over-means = { $used } in use, { $total } licensed. Recall some, or buy more.
reminders-full = { $total ->
    [one] { $module }: the only seat is taken
   *[other] { $module }: all { $total } seats are taken
}
reminders-full-means = Whoever is given one now waits. Look who has not used theirs, or buy more.
reminders-full-suite-means = Nobody else can be allowed to log in. Take log-in from somebody who does not need it, or buy more.
reminders-over-suite-means = { $used } in use, { $total } licensed. Take log-in from some, or buy more.
reminders-over-site = { $count ->
    [one] { $module }: 1 more in use than there is
   *[other] { $module }: { $count } more in use than there are
}
reminders-over-site-means = { $used } in use, { $total } licensed. Take some back from installations, or buy more.
reminders-full-site = { $total ->
    [one] { $module }: the only licence is in use
   *[other] { $module }: all { $total } licences are in use
}
reminders-full-site-means = No other installation can be given one. Take it from one that does not need it, or buy more.
reminders-nearly-site = { $count ->
    [one] { $module }: 1 licence is left
   *[other] { $module }: { $count } licences are left
}
reminders-nearly = { $count ->
    [one] { $module }: 1 seat is left
   *[other] { $module }: { $count } seats are left
}
reminders-nearly-means = { $used } of { $total } are in use.
reminders-waiting = { $count ->
    [one] 1 person waits for { $module }
   *[other] { $count } people wait for { $module }
}
reminders-waiting-means = They get a seat when one is free. See why each of them waits.
reminders-limit = { $count ->
    [one] { $limit }: room for 1 more
   *[other] { $limit }: room for { $count } more
}
reminders-limit-full = { $limit }: the plan’s limit is reached
reminders-limit-full-means = Nothing more can be created; what exists is kept.
reminders-limit-none = { $limit }: the plan does not include this
reminders-limit-none-means = { $used } are there. Nothing more can be created; what exists is kept.
reminders-limit-means = { $used } of { $max } are used.
reminders-meter = { $meter }: { $share } of the month’s allowance is used
reminders-meter-full = { $meter }: the month’s allowance is used up
reminders-meter-forecast = { $meter }: the month’s allowance will be used up on { $date }
reminders-meter-means = { $used } of { $allowance } are used. What goes beyond is invoiced.
reminders-meter-means-by = { $used } of { $allowance } are used; if it goes on like this, all of them around { $date }. What goes beyond is invoiced.
reminders-approval = { $count ->
    [one] 1 person waits for approval
   *[other] { $count } people wait for approval
}
reminders-approval-means = They cannot log in before somebody approves them.
reminders-blocked = Nobody can log in
reminders-blocked-means = The system event No login is on. It stays until somebody ends it.
reminders-unlicensed = No licence is in force
reminders-unlicensed-means = This installation runs in demo mode.
reminders-unlicensed-name = First enter your company name and serial number: both stand on the order confirmation.
reminders-unlicensed-load = Load the licence file that your vendor sent you, or make a request for one.
reminders-undelivered = { $count ->
    [one] 1 message could not be delivered
   *[other] { $count } messages could not be delivered
}
reminders-undelivered-means = They were tried for three days. See why.
reminders-tampered-means = They count as absent until somebody decides what to do.

## What can be done: the words of a button.

reminders-do-licences = See licences
reminders-do-ask = Ask for news
reminders-do-product = See seats
reminders-do-licence = See the licence
reminders-do-package = Look and activate
reminders-do-waiting = See who waits
reminders-do-limit = See the plan
reminders-do-meters = See usage
reminders-do-approval = Approve
reminders-do-deliveries = See deliveries
reminders-do-events = See system events

## Mail.

reminders-mail-subject-one = { $what } · { $name }
reminders-mail-subject = { $count } reminders about licences · { $name }
reminders-mail-why = You get this because you may manage licences or users of { $name }. When, about what and to whom can be changed:
reminders-trial-subject = Test · { $name }
reminders-trial-title = Mail arrives
reminders-trial-means = Reminders about licences will come in this way.
reminders-trial = Send a test
reminders-trial-to = Send a test mail to
reminders-trial-sent = The mail server took a message to { $to }.

## Settings.

reminders-when-and-what = When and of what
reminders-steps = Days before a date
reminders-steps-hint = Numbers with commas between them, such as 90, 60, 30, 14, 7, 1. Each is told once; without any number, no date is told beforehand.
reminders-of-what = Tell people of
reminders-who = Who gets mail
reminders-accounts = Accounts that can do something about it
reminders-accounts-hint = Each in its own language. The address is that of the user an account belongs to.
reminders-no-address = no mail address
reminders-also = Further addresses
reminders-also-hint = One per line, with a language after it if you like: licences@example.com sv
reminders-save = Save
reminders-mail = Mail server

## How messages fare.

reminders-to = To
reminders-subject = About
reminders-state = State
reminders-delivered = Delivered
reminders-given-up = Given up
reminders-on-its-way = On its way
reminders-trying = { $count ->
    [one] Failed once, tried again
   *[other] Failed { $count } times, tried again
}
reminders-receiver-gone = Somebody who is told no more
reminders-undelivered-none = No messages yet
reminders-undelivered-none-means = Mail and webhooks of the last thirty days stand here, with how they fared.

## Why a message did not arrive: `reminders-why-<code>`.

reminders-why-mail_off = No mail is sent: no mail server is set, or this server calls nobody.
reminders-why-mail_settings = The settings of the mail server cannot be used.
reminders-why-mail_address = The address is none.
reminders-why-mail_refused = The mail server refused it.
reminders-why-mail_unreachable = The mail server cannot be reached.
reminders-why-receiver_gone = Nobody is told there any more.
reminders-why-outbound_disabled = This server calls nobody.
reminders-why-address_invalid = The address is none.
reminders-why-address_internal = The address leads into this server’s own network.
reminders-why-unreachable = Nobody answers there.
reminders-why-timeout = It did not answer in time.
reminders-why-tls = There is no secure connection.
reminders-why-status = It answered with an error.
reminders-why-gone = It wants no more messages (410).
reminders-why-webhook_disabled = The webhook was switched off.
