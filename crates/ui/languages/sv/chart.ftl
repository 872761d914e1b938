### Bilder av vad som har använts över tid.

chart-highest = Högst { $value }
chart-day = { $day }: { $value }
chart-day-of = { $day }: { $value } av { $limit }
chart-day-month = { $day } { $month }
