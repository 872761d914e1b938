### What stands under the top bar until it ends.

banner-ledger = Open the ledger
banner-licences = See licences
banner-rewound = This database is older than what this server has written: it stands at change { $found }, it had come to { $witnessed }. Somebody restored a copy, or put an older file in its place.
banner-clock-back = The clock of this server was set back by { $time }. Time stands still here until it has caught up; nothing stops.
banner-clock-ahead = The clock of this server is { $time } ahead and is not believed yet. Dates go by the time before the jump until somebody confirms it.
banner-minutes = { $count ->
    [one] 1 minute
   *[other] { $count } minutes
}
banner-hours = { $count } hours
banner-days = { $count } days
banner-warned = { $count ->
    [0] The licences of { $issuer } expire today.
    [one] The licences of { $issuer } expire tomorrow.
   *[other] The licences of { $issuer } expire on { $date }, in { $count } days.
}
banner-expired = The licences of { $issuer } expired on { $date }. They stop on { $grace }.
banner-expired-no-grace = The licences of { $issuer } expired on { $date }.
banner-stopped = The licences of { $issuer } have stopped: their grace ended on { $date }.
banner-warned-many = The licences of { $count } issuers expire soon.
banner-expired-many = The licences of { $count } issuers have expired.
banner-stopped-many = The licences of { $count } issuers have stopped.
