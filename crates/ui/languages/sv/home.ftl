### I dag: det som behöver någon.

home-title = I dag
home-lead = { $count ->
    [one] { $date }. En sak behöver dig.
   *[other] { $date }. { $count } saker behöver dig.
}
home-lead-quiet = { $date }. Inget behöver dig nu.
home-reminders = Påminnelser
home-nothing = Allt är väl
home-nothing-means = Inget löper ut inom nittio dagar, inget är fullt och ingen väntar.
home-others = Inget för dig att göra
home-others-mean = { $count ->
    [one] En sak behöver någon som får ändra mer här än du.
   *[other] { $count } saker behöver någon som får ändra mer här än du.
}
home-urgent = Har stannat eller löpt ut
home-warning = Kräver snart ett beslut
home-notice = Bra att veta
