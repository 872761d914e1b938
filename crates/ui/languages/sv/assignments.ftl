### Tilldelningar: tilldela, återkalla, ersätt.

assignments-waiting = Väntar
assignments-granted = Beviljad
assignments-granted-by = Beviljad av
assignments-module = Modul
assignments-reason = Skäl
assignments-taken-by = { $by } gav den sista till { $user }.
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
assignments-withdraw = Ta bort från listan

assignments-assign = Tilldela
assignments-change-plan = Byt plan
assignments-recall = Återkalla
