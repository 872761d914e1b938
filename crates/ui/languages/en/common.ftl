### What every page and every noun shares: the language itself, numbers, dates, parts, words.

language-name = English

## Numbers

number-group = ,
number-decimal = .
number-percent = { $value }{ "\u00A0" }%

## Dates. `date-month-…` and `date-month-short-…` are found by number.

date-long = { $day } { $month } { $year }
date-short = { $day } { $month } { $year }
date-at = { $day }, { $clock }
date-month-1 = January
date-month-2 = February
date-month-3 = March
date-month-4 = April
date-month-5 = May
date-month-6 = June
date-month-7 = July
date-month-8 = August
date-month-9 = September
date-month-10 = October
date-month-11 = November
date-month-12 = December
date-month-short-1 = Jan
date-month-short-2 = Feb
date-month-short-3 = Mar
date-month-short-4 = Apr
date-month-short-5 = May
date-month-short-6 = Jun
date-month-short-7 = Jul
date-month-short-8 = Aug
date-month-short-9 = Sep
date-month-short-10 = Oct
date-month-short-11 = Nov
date-month-short-12 = Dec
date-today = today
date-tomorrow = tomorrow
date-yesterday = yesterday
date-in-days = { $days ->
    [one] in 1 day
   *[other] in { $days } days
}
date-days-ago = { $days ->
    [one] 1 day ago
   *[other] { $days } days ago
}
date-hours-ago = { $hours ->
    [one] 1 hour ago
   *[other] { $hours } hours ago
}
date-minutes-ago = { $minutes ->
    [one] 1 minute ago
   *[other] { $minutes } minutes ago
}
date-just-now = just now

## Parts

count-waiting = waiting:
meter-of = { $used } of { $total }
meter-of-total = of { $total }
meter-in-use = in use
meter-near = nearly reached
meter-reached = reached
meter-no-limit = no limit
doughnut-of = { $total ->
    [one] of 1 seat
   *[other] of { $total } seats
}
choice-no-seat = No seat left
choice-of-left = of { $total } left
copy-label = Copy { $what }
copy-done = Copied
table-actions = Actions
table-choose = Choose { $name }
table-choose-page = Choose everything on this page
table-chosen = { $count ->
    [one] 1 chosen.
   *[other] { $count } chosen.
}
table-chosen-template = { $count } chosen.
table-chosen-some = With the chosen ones:
table-choose-all = Choose all { $count }
table-choose-none = Choose none
pager-label = Pages
pager-range = { $first }–{ $last } of { $total }
pager-earlier = Earlier page
pager-next = Next page
dialog-close = Close
dialog-cancel = Cancel
form-errors = { $count ->
    [one] One thing needs your attention.
    [2] Two things need your attention.
   *[other] { $count } things need your attention.
}
trace-passed = Passed:
trace-failed = Failed:
trace-skipped = Not reached:
timeline-label = Dates of these licences, to scale. The same dates stand in the table after the drawing.
timeline-caption = Dates of these licences
timeline-today = Today
timeline-next-check = Next check
timeline-next-check-means = the manager asks the issuer for news
timeline-admin-warning = Admin warning
timeline-admin-warning-means = administrators are told
timeline-expiry = Expiry
timeline-expiry-means = everybody responsible is told
timeline-grace = Grace ends
timeline-grace-means = after this, licences stop
timeline-maintenance = Maintenance ends
timeline-maintenance-means = newer versions than this are refused
timeline-never = never
timeline-none = These licences have no dates. They stay as they are until another package is activated.

## Words

action-save = Save
action-apply = { $count ->
    [one] Apply 1 change
   *[other] Apply { $count } changes
}
action-clear-search = Clear the search
action-clear-filter = Clear the filter
action-load-file = Load licence from file
action-more = More for { $name }
word-yes = Yes
word-no = No
word-none = None
word-never = Never
word-no-end = No end
word-unrestricted = Unrestricted
word-system = the system

## The words of the domain, found by the name of the value.

standing-current = Current
standing-warned = Warned
standing-expired = Expired
standing-stopped = Stopped
scope-system = System
scope-site = Site
scope-user = User
counting-named = Named
counting-concurrent = Concurrent
kind-internal = Internal
kind-resource = Resource
kind-external = External
kind-anonymous = Anonymous
kind-system = System
source-manual = Manual
source-plan = Plan
source-rule = Rule
source-scim = SCIM
source-import = Import
source-auto_claim = First log-in
source-reservation = Reservation
source-suite = Suite
state-in_force = In force
state-not_started = Not started
state-read_only = Read-only
state-expired = Expired
state-absent = Not licensed
state-tampered = Tampered with

common-demo-mode = Demo mode: nothing is licensed yet, everything is allowed, and at most 1,000 of each kind can be made.
common-demo-mode-deleted = Demo mode: the licences were deleted; everything is allowed, and at most 1,000 of each kind can be made.
common-tampered = { $count ->
    [one] 1 row was changed outside Licentia and does not count. Open the ledger to see which.
   *[other] { $count } rows were changed outside Licentia and do not count. Open the ledger to see which.
}
