### Tilldelningar: tilldela, återkalla, ersätt.

assignments-waiting = Väntar
assignments-granted = Beviljad
assignments-granted-by = Beviljad av
assignments-module = Modul
assignments-reason = Skäl
assignments-taken-by = { $by } gav den sista till { $user }.
assignments-needs = Det som måste komma först är { $module }.
assignments-full-along = Det som är fullt är { $module }, som följer med.
assignments-reason-hint = Sparas med ändringen.
assignments-waiting-title = Väntelista
assignments-waiting-lead = Den som står först får nästa lediga plats, i samma stund som den blir ledig.
assignments-waiting-none = Ingen väntar
assignments-waiting-none-why = En tilldelning väntar här när ett datum eller ett mindre paket inte lämnar någon plats åt den.
assignments-waiting-for = Väntar på
assignments-waiting-why = Varför
assignments-waiting-since = Tilldelad
assignments-waiting-count = { $count ->
    [one] 1 väntar
   *[other] { $count } väntar
}
assignments-waiting-all = Alla
assignments-waiting-any = Alla skäl
assignments-waiting-search = Sök bland dem som väntar
assignments-waiting-no-hits = Ingen väntar på det
assignments-waiting-no-hits-why = Sökningen och filtren tillsammans hittar ingen.
assignments-place = Plats i kön
assignments-place-of = av { $count }
assignments-place-none = inte i kön
assignments-reprocess = Behandla på nytt
assignments-reprocessed = { $count ->
    [one] 1 fick sin plats.
   *[other] { $count } fick sina platser.
}
assignments-reprocessed-reasons = { $count ->
    [one] Ingen kunde få en plats. 1 väntar av ett annat skäl än förut.
   *[other] Ingen kunde få en plats. { $count } väntar av ett annat skäl än förut.
}
assignments-reprocessed-nothing = Ingen kunde få en plats: alla väntar av det skäl som visas.
assignments-withdraw-means = Det som en regel vill ha kommer tillbaka när reglerna tillämpas nästa gång.
assignments-withdraw = Ta bort från listan

assignments-assign = Tilldela
assignments-change-plan = Byt plan
assignments-recall = Återkalla

## Förhandsvisningar

assignments-effect = Vad som händer
assignments-in-use = Används
assignments-change = Ändring
assignments-after = Efteråt
assignments-free = Lediga då
assignments-gain = Får
assignments-lose = Mister
assignments-already = Som de är
assignments-refused = Avslagna
assignments-served = Går till dem som väntar
assignments-served-why = Det som blir ledigt går till dem som väntar på det, i samma ändring.
assignments-by-rules = { $count ->
    [one] 1 användare har den genom en regel, som ger den igen när reglerna nästa gång tillämpas. Ändra regeln för att ta den för gott.
   *[other] { $count } användare har den genom en regel, som ger den igen när reglerna nästa gång tillämpas. Ändra regeln för att ta den för gott.
}
