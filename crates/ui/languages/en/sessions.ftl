### Log-ins: who is in, which concurrent seats they hold, and what they are told.

sessions-title = Log-ins
sessions-lead = Who is logged in through an application, and who holds concurrent seats. A log-in that is not heard of for twice { $count } seconds ends by itself.
sessions-seats = Concurrent seats
sessions-search = Search log-ins
sessions-search-placeholder = Name or log-in name
sessions-filter = Filter log-ins
sessions-all = Everybody logged in
sessions-seated = With a concurrent seat
sessions-having = Seat of { $module }
sessions-empty-title = Nobody is logged in just now
sessions-empty-why = A log-in appears here when an application lets somebody in, and stays for as long as the application says that it goes on.
sessions-none-title = No log-in fits
sessions-none-why = Nobody who is logged in just now is found by this search and filter.
sessions-column-user = User
sessions-column-seats = Concurrent seats
sessions-column-client = Client
sessions-column-since = Since
sessions-column-heard = Last heard of
sessions-end = End
sessions-end-chosen = End these log-ins…
sessions-end-title = End the log-in of { $name }?
sessions-end-many = { $count ->
    [one] End 1 log-in?
   *[other] End { $count } log-ins?
}
sessions-end-means = The application learns of it at its next heartbeat or check, and sends the user out. What was not saved there may be lost.
sessions-end-frees = { $count ->
    [0] No concurrent seat comes free.
    [one] 1 concurrent seat comes free at once.
   *[other] { $count } concurrent seats come free at once.
}
sessions-and-more = { $count ->
    [one] and 1 more
   *[other] and { $count } more
}
sessions-ended-already = It has ended meanwhile.
sessions-reason = Reason
sessions-reason-hint = It stands in the ledger beside your name. May be left empty.
sessions-end-button = { $count ->
    [one] End 1 log-in
   *[other] End { $count } log-ins
}
sessions-told-read-only = { $module } has run out: you can read, but not change anything.
sessions-told-ends = Your licence for { $module } ends on { $day }.
sessions-told-expires = The licences from { $issuer } expire on { $day }. Renew them in the licence manager.
sessions-told-soon = The licences from { $issuer } expire soon. Renew them in the licence manager.
sessions-told-stops = The licences from { $issuer } have expired, and stop after { $day }. Renew them in the licence manager.
sessions-told-expired = The licences from { $issuer } have expired. Renew them in the licence manager.
sessions-told-stopped = The licences from { $issuer } have stopped. Renew them in the licence manager.
