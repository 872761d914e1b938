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
home-others = Nothing for you to do
home-others-mean = { $count ->
    [one] One thing needs somebody who may change more here than you.
   *[other] { $count } things need somebody who may change more here than you.
}
home-urgent = Has stopped or run out
home-warning = Needs a decision soon
home-notice = Good to know
