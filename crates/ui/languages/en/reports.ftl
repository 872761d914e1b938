### Counting: seats in use and active users, today and on past dates; who held what.

reports-title = Counting
reports-lead = What is in use is what counts: the seats of user plans that active users hold, and how many users are active.
reports-at = Counted at the end of
reports-show = Show
reports-today = Today
reports-now = as it stands now
reports-end-of-day = at the end of the day
reports-not-yet = This day is still to come. Choose today or a day that is over.
reports-no-date = This is no date. Choose a day, such as 1 March 2027.
reports-save = Save as CSV
reports-day = Counted on
reports-plan-seats = Seats of user plans in use
reports-active = Active users
reports-of-kind = { $count } { $kind }
reports-plans = User plans
reports-modules = Other licences of users
reports-ceilings = Ceilings
reports-ceilings-why = These totals are the highest number of users there can be. They are no count: whoever pays per use owns huge ones.
reports-column-licence = Licence
reports-column-in-use = In use
reports-column-total = Total
reports-column-ceiling = Ceiling
reports-column-share = Share in use
reports-sum = Sum of the user plans
reports-concurrent = counted by open sessions
reports-assigned = assigned
reports-open = open
reports-open-most = open at most that day
reports-begin = Records begin
reports-before-title = Not recorded
reports-before = The records of this installation begin on { $day }. Who held what before that day is not known here.
reports-unrestricted = Unrestricted
reports-nothing-title = No licences of users
reports-nothing-why = No package with licences of users was in force then. Only active users are counted.
reports-unreadable = { $count ->
    [one] 1 package that was in force then cannot be read any more. Its licences are missing here.
   *[other] { $count } packages that were in force then cannot be read any more. Their licences are missing here.
}
reports-holders = Who held what
reports-holders-of = Who held { $module }
reports-holders-now = { $count ->
    [one] 1 user holds it now.
   *[other] { $count } users hold it now.
}
reports-holders-then = { $count ->
    [one] 1 user held it at the end of { $day }.
   *[other] { $count } users held it at the end of { $day }.
}
reports-search = Search holders
reports-search-placeholder = Name or log-in name
reports-only-active = Only who took a seat
reports-nobody-title = Nobody
reports-nobody-why = Nobody held it then, or nobody is found by this search.
reports-column-user = User
reports-column-held = Held
reports-column-source = Source
reports-column-until = Until
reports-column-counted = Seat
reports-counted = Took a seat
reports-not-counted = Not active: no seat
reports-deleted = Deleted user
reports-units = { $module } ({ $count } units)
reports-through = { $module }, from { $plan }

problem-not_yet = This moment is still to come.
    .detail = Only what is now, or was, can be counted. Choose a day that is over, or today.
