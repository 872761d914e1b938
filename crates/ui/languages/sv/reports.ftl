### Räkning: platser i bruk och aktiva användare, i dag och på gångna datum; vem som hade vad.

reports-title = Räkning
reports-lead = Det som används är det som räknas: platserna i användarplaner som aktiva användare har, och hur många användare som är aktiva.
reports-at = Räknat vid slutet av
reports-show = Visa
reports-today = I dag
reports-now = som det är nu
reports-end-of-day = vid dagens slut
reports-not-yet = Den dagen har inte varit än. Välj i dag eller en dag som är över.
reports-no-date = Det är inget datum. Välj en dag, som 1 mars 2027.
reports-save = Spara som CSV
reports-day = Räknat den
reports-plan-seats = Platser i användarplaner i bruk
reports-active = Aktiva användare
reports-of-kind = { $count } { $kind }
reports-plans = Användarplaner
reports-modules = Andra licenser för användare
reports-ceilings = Tak
reports-ceilings-why = De här summorna är det högsta antal användare det kan finnas. De är ingen räkning: den som betalar per användning har väldigt höga.
reports-column-licence = Licens
reports-column-in-use = I bruk
reports-column-total = Totalt
reports-column-ceiling = Tak
reports-column-share = Andel i bruk
reports-sum = Summa av användarplanerna
reports-concurrent = räknas i öppna sessioner
reports-assigned = tilldelade
reports-open = öppna
reports-open-most = öppna som mest den dagen
reports-begin = Uppgifterna börjar
reports-before-title = Inga uppgifter
reports-before = Uppgifterna i den här installationen börjar den { $day }. Vem som hade vad före den dagen är inte känt här.
reports-unrestricted = Obegränsat
reports-nothing-title = Inga licenser för användare
reports-nothing-why = Inget paket med licenser för användare gällde då. Bara aktiva användare räknas.
reports-unreadable = { $count ->
    [one] 1 paket som gällde då kan inte läsas längre. Dess licenser saknas här.
   *[other] { $count } paket som gällde då kan inte läsas längre. Deras licenser saknas här.
}
reports-holders = Vem som hade vad
reports-holders-of = Vem som hade { $module }
reports-holders-now = { $count ->
    [one] 1 användare har den nu.
   *[other] { $count } användare har den nu.
}
reports-holders-then = { $count ->
    [one] 1 användare hade den vid slutet av { $day }.
   *[other] { $count } användare hade den vid slutet av { $day }.
}
reports-search = Sök bland innehavare
reports-search-placeholder = Namn eller inloggningsnamn
reports-only-active = Bara de som tog en plats
reports-nobody-title = Ingen
reports-nobody-why = Ingen hade den då, eller ingen hittas med den här sökningen.
reports-column-user = Användare
reports-column-held = Hade
reports-column-source = Källa
reports-column-until = Till och med
reports-column-counted = Plats
reports-counted = Tog en plats
reports-not-counted = Inte aktiv: ingen plats
reports-deleted = Borttagen användare
reports-units = { $module } ({ $count } enheter)
reports-through = { $module }, från { $plan }

problem-not_yet = Den stunden har inte varit än.
    .detail = Bara det som är nu, eller har varit, kan räknas. Välj en dag som är över, eller i dag.
