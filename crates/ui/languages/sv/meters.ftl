### Mätta tjänster: månader, kvot, överförbrukning.

meters-title = Mätta tjänster
meters-lead = { $count ->
    [0] Kvoten är en bas per månad, och mer för varje användarplan som används.
    [one] Kvoten är en bas och en andel för varje användarplan som används: som mest 1 denna månad.
   *[other] Kvoten är en bas och en andel för varje användarplan som används: som mest { $count } denna månad.
}
meters-lead-suite = { $count ->
    [0] Kvoten är en bas per månad, och mer för varje plats som används.
    [one] Kvoten är en bas och en andel för varje plats som används: som mest 1 denna månad.
   *[other] Kvoten är en bas och en andel för varje plats som används: som mest { $count } denna månad.
}
meters-save = Spara månader som CSV
meters-save-days = Spara dagar som CSV
meters-none-title = Inga mätta tjänster
meters-none-why = Paketen i kraft mäter ingenting. Vad er plan begränsar står under Licenser, Status.
meters-gauges = Mätta tjänster
meters-expected = { $count } väntas
meters-over = Kvoten för { $month } är överskriden med { $over }. Det kommer på nästa faktura.
meters-over-since = Kvoten för { $month } är överskriden sedan { $day }, hittills med { $over }. Det kommer på nästa faktura.
meters-will-end = Kvoten för { $month } räcker troligen inte: månaden slutar på { $expected }, { $over } för mycket. Kvoten är slut omkring { $day }.
meters-month = { $month } { $year }
meters-month-of = { $month }: { $used } av { $allowance } { $unit }
meters-picture = Varje månad mot sin kvot. { $over ->
    [0] Ingen månad gick över den.
    [one] 1 månad gick över den.
   *[other] { $over } månader gick över den.
} Tabellen nedan har samma siffror.
meters-within = Inom kvoten
meters-allowance = Kvot
meters-overage = Överförbrukning
meters-forecast = Prognos
meters-months = { $meter } per månad
meters-column-month = Månad
meters-column-day = Dag
meters-column-used = Använt
meters-column-sum = Sedan månadens början
meters-column-users = Planer som används
meters-column-events = Händelser
meters-column-state = Läge
meters-open = Öppen
meters-closed = Stängd
meters-closing = Slut, inte stängd än
meters-days = Dagar i { $month }
meters-each-day = Varje dag
meters-no-days = Ingenting räknades denna månad.
meters-day-of = { $day }: { $used } { $unit }
meters-days-picture = Vad varje dag i { $month } blev. Tabellen nedan har samma siffror.
