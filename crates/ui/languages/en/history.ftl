### History: daily use, capacity, refusals.

history-title = History
history-lead = The highest use of each day, how close it came to what you have, and who was refused. A day counts in the zone of your licences.
history-tabs = Views of the history
history-tab-use = Use
history-tab-capacity = Capacity
history-tab-refusals = Refusals
history-save = Save as CSV
history-product = Product
history-from = From
history-to = To
history-show = Show
history-lengths = Length of time
history-30-days = 30 days
history-90-days = 90 days
history-365-days = A year
history-no-days = Choose two dates, the first before the second, at most three years apart.
history-nothing-title = Nothing is counted yet
history-nothing-why = History begins when a package with counted licences is activated.
history-empty-title = No figures for these days
history-empty-why = History was not kept then. Choose later days.
history-all-plans = { $issuer }: all user plans
history-to-product = Open the product
history-now = In use now
history-highest = Highest of these days
history-ever = Highest ever
history-average = Average of the daily peaks
history-full = At capacity
history-idle = Not used for 90 days
history-days = { $count ->
    [one] 1 day
   *[other] { $count } days
}
history-never = never
history-unrestricted = Unrestricted
history-decimal = { $whole }.{ $tenth }
history-month = { $month } { $year }
history-level = Highest use of the day
history-limit = What there was
history-at-capacity = At capacity
history-picture = The highest use was { $highest } on { $day }, the lowest { $lowest }. { $full ->
    [0] There was always a seat left.
    [one] No seat was left on 1 day.
   *[other] No seat was left on { $full } days.
} The table below holds the same numbers.
history-each-day = Each day
history-months = Months
history-column-month = Month
history-column-day = Day
history-column-highest = Highest
history-column-on = First on
history-column-average = Average
history-column-total = Total
history-column-full = Days at capacity
history-column-reached = Reached first
history-column-state = State
history-column-product = Product
history-column-went = How it went
history-column-idle = Idle
history-column-advice = Buy or take back?
history-tag-short = Short
history-tag-full = Full
history-tag-soon = Soon full
history-see-idle = See who holds it
history-advice-buy = { $refused ->
    [one] 1 person was refused or waits because no seat was left, and no seat is idle.
   *[other] { $refused } people were refused or wait because no seat was left, and no seat is idle.
} Buy { $buy ->
    [one] 1 seat.
   *[other] { $buy } seats.
}
history-advice-reclaim = { $refused ->
    [one] 1 person was refused or waits because no seat was left.
   *[other] { $refused } people were refused or wait because no seat was left.
} Take back { $reclaim ->
    [one] 1 seat that has not been used for 90 days
   *[other] { $reclaim } seats that have not been used for 90 days
} before you buy any.
history-advice-both = { $refused ->
    [one] 1 person was refused or waits because no seat was left.
   *[other] { $refused } people were refused or wait because no seat was left.
} Take back { $reclaim ->
    [one] 1 idle seat
   *[other] { $reclaim } idle seats
} and buy { $buy ->
    [one] 1 more.
   *[other] { $buy } more.
}
history-advice-full = Every seat was taken on some days. Nobody has been refused so far, and no seat is idle.
history-advice-full-idle = Every seat was taken on some days. { $reclaim ->
    [one] 1 of them has not been used for 90 days: take it back before you buy.
   *[other] { $reclaim } of them have not been used for 90 days: take them back before you buy.
}
history-advice-soon = If it goes on like this, no seat will be left on { $day }.
history-advice-soon-idle = If it goes on like this, no seat will be left on { $day }. { $reclaim ->
    [one] 1 seat has not been used for 90 days.
   *[other] { $reclaim } seats have not been used for 90 days.
}
history-advice-spare = { $seats ->
    [one] 1 seat was never used in this time. Consider it at the next renewal.
   *[other] { $seats } seats were never used in this time. Consider it at the next renewal.
}
history-advice-enough = There is enough, and little to spare.

history-reasons = Reasons
history-all = All
history-search = Search refusals
history-search-placeholder = Name or log-in name
history-none-title = Nobody was refused
history-none-why = No refusal in these days fits what you chose.
history-column-user = User
history-column-reason = Reason
history-column-times = Times
history-column-first = First
history-column-last = Last
history-on-days = on { $count } days
history-deleted = Deleted user
history-unknown-user = Unknown user
history-unknown-module = Unknown module
history-item-login = Log-in
history-item-limit = plan limit
history-asked-by = application
history-ask-why = Ask why
history-refused-day = { $day }: { $times } refused
history-refused-week = Week from { $day }: { $times } refused
history-refusals-picture = { $times ->
    [one] 1 refusal in these days. The table below holds it by person, product and reason.
   *[other] { $times } refusals in these days. The table below holds them by person, product and reason.
}

## Reasons in a few words: `history-reason-<code>`.

history-reason-user_unknown = Unknown user
history-reason-module_unknown = Unknown module
history-reason-tampered = Tampered with
history-reason-user_inactive = User may not log in
history-reason-no_licence = No licence
history-reason-not_started = Not started yet
history-reason-expired = Licence stopped
history-reason-read_only = Only to read
history-reason-version = Version not covered
history-reason-user_kind = Wrong kind of user
history-reason-no_seat = No seat
history-reason-prerequisite = Prerequisite missing
history-reason-no_session = No open session
history-reason-limit_reached = A plan limit is reached
history-reason-blocked_by_event = Log-ins are barred
history-reason-wrong_installation = User of another database
