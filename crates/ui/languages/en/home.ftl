### Today: what needs somebody.

home-title = Today
home-lead = { $count ->
    [one] { $date }. One thing needs you.
   *[other] { $date }. { $count } things need you.
}
home-lead-quiet = { $date }. Nothing needs you now.
home-reminders = Reminders
home-nothing = All is well
home-nothing-means = Nothing runs out within ninety days, nothing is full, and nobody waits.
home-urgent = Has stopped or run out
home-warning = Needs a decision soon
home-notice = Good to know
