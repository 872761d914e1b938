### Metered services: months, allowances, overage.

meters-title = Metered services
meters-lead = { $count ->
    [0] The allowance is a base for each month, and more for each user plan in use.
    [one] The allowance is a base and a share for each user plan in use: 1 at most this month.
   *[other] The allowance is a base and a share for each user plan in use: { $count } at most this month.
}
meters-lead-suite = { $count ->
    [0] The allowance is a base for each month, and more for each seat in use.
    [one] The allowance is a base and a share for each seat in use: 1 at most this month.
   *[other] The allowance is a base and a share for each seat in use: { $count } at most this month.
}
meters-save = Save months as CSV
meters-save-days = Save days as CSV
meters-none-title = No metered services
meters-none-why = The packages in force meter nothing. What your plan limits stands under Licences, Status.
meters-gauges = Metered services
meters-expected = { $count } expected
meters-over = { $month } is beyond the allowance by { $over }. It goes on the next invoice.
meters-over-since = { $month } has been beyond the allowance since { $day }, by now by { $over }. It goes on the next invoice.
meters-will-end = { $month } will probably end at { $expected }: { $over } beyond the allowance, which is reached around { $day }.
meters-month = { $month } { $year }
meters-month-of = { $month }: { $used } of { $allowance } { $unit }
meters-picture = Each month against its allowance. { $over ->
    [0] No month went beyond it.
    [one] 1 month went beyond it.
   *[other] { $over } months went beyond it.
} The table below holds the same numbers.
meters-within = Within the allowance
meters-allowance = Allowance
meters-overage = Overage
meters-forecast = Forecast
meters-months = { $meter } for each month
meters-column-month = Month
meters-column-day = Day
meters-column-used = Used
meters-column-sum = Since the month began
meters-column-users = Plans in use
meters-column-events = Events
meters-column-state = State
meters-open = Open
meters-closed = Closed
meters-closing = Ended, not closed yet
meters-days = Days of { $month }
meters-each-day = Each day
meters-no-days = Nothing was counted in this month.
meters-day-of = { $day }: { $used } { $unit }
meters-days-picture = What each day of { $month } came to. The table below holds the same numbers.
