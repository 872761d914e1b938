### Det som alla sidor och alla substantiv delar: språket självt, tal, datum, delar, ord.

language-name = Svenska

## Tal

number-group = { "\u00A0" }
number-decimal = ,
number-percent = { $value }{ "\u00A0" }%

## Datum. `date-month-…` och `date-month-short-…` hittas på sitt nummer.

date-long = { $day } { $month } { $year }
date-short = { $day } { $month } { $year }
date-at = { $day } kl. { $clock }
date-month-1 = januari
date-month-2 = februari
date-month-3 = mars
date-month-4 = april
date-month-5 = maj
date-month-6 = juni
date-month-7 = juli
date-month-8 = augusti
date-month-9 = september
date-month-10 = oktober
date-month-11 = november
date-month-12 = december
date-month-short-1 = jan
date-month-short-2 = feb
date-month-short-3 = mars
date-month-short-4 = apr
date-month-short-5 = maj
date-month-short-6 = juni
date-month-short-7 = juli
date-month-short-8 = aug
date-month-short-9 = sep
date-month-short-10 = okt
date-month-short-11 = nov
date-month-short-12 = dec
date-today = i dag
date-tomorrow = i morgon
date-yesterday = i går
date-in-days = { $days ->
    [one] om 1 dag
   *[other] om { $days } dagar
}
date-days-ago = { $days ->
    [one] för 1 dag sedan
   *[other] för { $days } dagar sedan
}
date-hours-ago = { $hours ->
    [one] för 1 timme sedan
   *[other] för { $hours } timmar sedan
}
date-minutes-ago = { $minutes ->
    [one] för 1 minut sedan
   *[other] för { $minutes } minuter sedan
}
date-just-now = nyss

## Delar

count-waiting = väntar:
meter-of = { $used } av { $total }
meter-of-total = av { $total }
meter-in-use = används
meter-near = snart nådd
meter-reached = nådd
meter-no-limit = ingen gräns
doughnut-of = { $total ->
    [one] av 1 plats
   *[other] av { $total } platser
}
choice-no-seat = Ingen plats kvar
choice-of-left = av { $total } kvar
copy-label = Kopiera { $what }
copy-done = Kopierat
table-actions = Åtgärder
table-choose = Välj { $name }
table-choose-page = Välj allt på den här sidan
table-chosen = { $count ->
    [one] 1 vald.
   *[other] { $count } valda.
}
table-chosen-template = { $count } valda.
table-chosen-some = Med de valda:
table-choose-all = Välj alla { $count }
table-choose-none = Välj ingen
pager-label = Sidor
pager-range = { $first }–{ $last } av { $total }
pager-earlier = Föregående sida
pager-next = Nästa sida
dialog-close = Stäng
dialog-cancel = Avbryt
form-errors = { $count ->
    [one] En sak behöver rättas.
    [2] Två saker behöver rättas.
   *[other] { $count } saker behöver rättas.
}
trace-passed = Godkänd:
trace-failed = Underkänd:
trace-skipped = Inte prövad:
timeline-label = Licensernas datum i skala. Samma datum står i tabellen efter bilden.
timeline-caption = Licensernas datum
timeline-today = I dag
timeline-next-check = Nästa kontroll
timeline-next-check-means = licenshanteraren frågar utfärdaren efter nyheter
timeline-admin-warning = Varning
timeline-admin-warning-means = administratörerna får veta
timeline-expiry = Löper ut
timeline-expiry-means = alla ansvariga får veta
timeline-grace = Respiten slutar
timeline-grace-means = därefter stannar licenserna
timeline-maintenance = Underhållet slutar
timeline-maintenance-means = nyare versioner än så nekas
timeline-never = aldrig
timeline-none = Licenserna har inga datum. De förblir som de är tills ett annat paket aktiveras.

## Ord

action-save = Spara
action-apply = { $count ->
    [one] Verkställ 1 ändring
   *[other] Verkställ { $count } ändringar
}
action-clear-search = Rensa sökningen
action-clear-filter = Rensa filtret
action-load-file = Läs in licens från fil
action-more = Mer för { $name }
word-yes = Ja
word-no = Nej
word-none = Ingen
word-never = Aldrig
word-no-end = Utan slut
word-unrestricted = Obegränsad
word-system = systemet

## Domänens ord, hittade på värdets namn.

standing-current = Gäller
standing-warned = Varnad
standing-expired = Utgången
standing-stopped = Stoppad
scope-system = System
scope-site = Installation
scope-user = Användare
counting-named = Namngiven
counting-concurrent = Samtidig
kind-internal = Intern
kind-resource = Resurs
kind-external = Extern
kind-anonymous = Anonym
kind-system = System
source-manual = Manuell
source-plan = Plan
source-rule = Regel
source-scim = SCIM
source-import = Import
source-auto_claim = Första inloggning
source-reservation = Reservation
source-suite = Svit
state-in_force = Gäller
state-not_started = Inte börjat
state-read_only = Skrivskyddad
state-expired = Utgången
state-absent = Inte licensierad
state-tampered = Manipulerad

common-demo-mode = Demoläge: inget är licensierat ännu, allt är tillåtet och högst 1 000 av varje slag kan skapas.
common-demo-mode-deleted = Demoläge: licenserna har raderats; allt är tillåtet och högst 1 000 av varje slag kan skapas.
common-tampered = { $count ->
    [one] 1 rad har ändrats utanför Licentia och räknas inte. Öppna huvudboken för att se vilken.
   *[other] { $count } rader har ändrats utanför Licentia och räknas inte. Öppna huvudboken för att se vilka.
}
