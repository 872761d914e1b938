### Drawings of what was used over time.

chart-highest = Highest { $value }
chart-day = { $day }: { $value }
chart-day-of = { $day }: { $value } of { $limit }
chart-day-month = { $day } { $month }
