### Historik: daglig användning, kapacitet, nekanden.

history-title = Historik
history-lead = Varje dags högsta användning, hur nära den kom vad ni har, och vem som nekades. En dag räknas i licensernas tidszon.
history-tabs = Vyer över historiken
history-tab-use = Användning
history-tab-capacity = Kapacitet
history-tab-refusals = Nekanden
history-save = Spara som CSV
history-product = Produkt
history-from = Från
history-to = Till
history-show = Visa
history-lengths = Tidens längd
history-30-days = 30 dagar
history-90-days = 90 dagar
history-365-days = Ett år
history-no-days = Välj två datum, det första före det andra, med högst tre år emellan.
history-nothing-title = Inget räknas än
history-nothing-why = Historiken börjar när ett paket med räknade licenser aktiveras.
history-empty-title = Inga siffror för dessa dagar
history-empty-why = Ingen historik fördes då. Välj senare dagar.
history-all-plans = { $issuer }: alla användarplaner
history-to-product = Öppna produkten
history-now = Används nu
history-highest = Högst under dessa dagar
history-ever = Högst någonsin
history-average = Dagstopparnas medel
history-full = Fullt
history-idle = Ej använda på 90 dagar
history-days = { $count ->
    [one] 1 dag
   *[other] { $count } dagar
}
history-never = aldrig
history-unrestricted = Obegränsat
history-decimal = { $whole },{ $tenth }
history-month = { $month } { $year }
history-level = Dagens högsta användning
history-limit = Vad som fanns
history-at-capacity = Fullt
history-picture = Den högsta användningen var { $highest } den { $day }, den lägsta { $lowest }. { $full ->
    [0] Det fanns alltid en plats kvar.
    [one] Ingen plats var kvar på 1 dag.
   *[other] Ingen plats var kvar på { $full } dagar.
} Tabellen nedan har samma siffror.
history-each-day = Varje dag
history-months = Månader
history-column-month = Månad
history-column-day = Dag
history-column-highest = Högst
history-column-on = Först den
history-column-average = Medel
history-column-total = Totalt
history-column-full = Fulla dagar
history-column-reached = Nåddes först
history-column-state = Läge
history-column-product = Produkt
history-column-went = Förlopp
history-column-idle = Vilande
history-column-advice = Köpa eller ta tillbaka?
history-tag-short = För få
history-tag-full = Fullt
history-tag-soon = Snart fullt
history-see-idle = Se vem som har den
history-advice-buy = { $refused ->
    [one] 1 person nekades eller väntar för att ingen plats var kvar, och ingen plats är vilande.
   *[other] { $refused } personer nekades eller väntar för att ingen plats var kvar, och ingen plats är vilande.
} Köp { $buy ->
    [one] 1 plats.
   *[other] { $buy } platser.
}
history-advice-reclaim = { $refused ->
    [one] 1 person nekades eller väntar för att ingen plats var kvar.
   *[other] { $refused } personer nekades eller väntar för att ingen plats var kvar.
} Ta tillbaka { $reclaim ->
    [one] 1 plats som inte har använts på 90 dagar
   *[other] { $reclaim } platser som inte har använts på 90 dagar
} innan ni köper någon.
history-advice-both = { $refused ->
    [one] 1 person nekades eller väntar för att ingen plats var kvar.
   *[other] { $refused } personer nekades eller väntar för att ingen plats var kvar.
} Ta tillbaka { $reclaim ->
    [one] 1 vilande plats
   *[other] { $reclaim } vilande platser
} och köp { $buy ->
    [one] 1 till.
   *[other] { $buy } till.
}
history-advice-full = Varje plats var tagen vissa dagar. Ingen har nekats hittills, och ingen plats är vilande.
history-advice-full-idle = Varje plats var tagen vissa dagar. { $reclaim ->
    [one] 1 av dem har inte använts på 90 dagar: ta tillbaka den innan ni köper.
   *[other] { $reclaim } av dem har inte använts på 90 dagar: ta tillbaka dem innan ni köper.
}
history-advice-soon = Fortsätter det så här finns ingen plats kvar den { $day }.
history-advice-soon-idle = Fortsätter det så här finns ingen plats kvar den { $day }. { $reclaim ->
    [one] 1 plats har inte använts på 90 dagar.
   *[other] { $reclaim } platser har inte använts på 90 dagar.
}
history-advice-spare = { $seats ->
    [one] 1 plats användes aldrig under denna tid. Tänk på det vid nästa förnyelse.
   *[other] { $seats } platser användes aldrig under denna tid. Tänk på det vid nästa förnyelse.
}
history-advice-enough = Det räcker, med liten marginal.

history-reasons = Skäl
history-all = Alla
history-search = Sök bland nekanden
history-search-placeholder = Namn eller inloggningsnamn
history-none-title = Ingen nekades
history-none-why = Inget nekande under dessa dagar passar det du valde.
history-column-user = Användare
history-column-reason = Skäl
history-column-times = Gånger
history-column-first = Först
history-column-last = Senast
history-on-days = på { $count } dagar
history-deleted = Raderad användare
history-unknown-user = Okänd användare
history-unknown-module = Okänd modul
history-item-login = Inloggning
history-item-limit = plangräns
history-asked-by = program
history-ask-why = Fråga varför
history-refused-day = { $day }: { $times } nekade
history-refused-week = Veckan från { $day }: { $times } nekade
history-refusals-picture = { $times ->
    [one] 1 nekande under dessa dagar. Tabellen nedan har det per person, produkt och skäl.
   *[other] { $times } nekanden under dessa dagar. Tabellen nedan har dem per person, produkt och skäl.
}

## Skäl i få ord: `history-reason-<code>`.

history-reason-user_unknown = Okänd användare
history-reason-module_unknown = Okänd modul
history-reason-tampered = Manipulerat
history-reason-user_inactive = Får inte logga in
history-reason-no_licence = Ingen licens
history-reason-not_started = Inte börjat än
history-reason-expired = Licensen har upphört
history-reason-read_only = Endast läsning
history-reason-version = Versionen omfattas inte
history-reason-user_kind = Fel slags användare
history-reason-no_seat = Ingen plats
history-reason-prerequisite = Förutsättning saknas
history-reason-no_session = Ingen öppen session
history-reason-limit_reached = En plangräns är nådd
history-reason-blocked_by_event = Inloggning är spärrad
history-reason-wrong_installation = Användare i en annan databas
