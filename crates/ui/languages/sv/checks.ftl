### Får den här användaren använda den här modulen, och varför? `check-<kod>` och `rule-<kod>` hittas på sin kod.

checks-title = Fråga varför
checks-may = Får
checks-use = använda
checks-on = den
checks-user = Användare
checks-module = Modul
checks-date = Datum
checks-ask = Fråga
checks-rule-by-rule = Regel för regel
checks-who-can-fix = Vem som kan åtgärda det

## Svaret i en mening, och vad som följer av det.

check-granted = Ja.
    .detail = Varje regel har prövats, och alla är uppfyllda.
check-demo = Ja, eftersom det här är demoläge.
    .detail = Allt är tillåtet tills ett paket aktiveras.
check-user_unknown = Nej. Användaren finns inte.
    .detail = Kontrollera inloggningsnamnet, eller lägg till användaren.
check-module_unknown = Nej. Modulen finns inte.
    .detail = Inget paket har någonsin nämnt den. Skriv hela namnet, som superoffice.sale-cal.
check-tampered = Nej. Något har ändrats bakom licenshanterarens rygg.
    .detail = En rad stämmer inte med sitt sigill och räknas därför som frånvarande. Återställ den från huvudboken, eller godta den.
check-user_inactive = Nej. Användaren kan inte logga in.
    .detail = En användare som är inaktiverad, har slutat eller är raderad har ingen plats. Aktivera användaren först.
check-no_licence = Nej. Det finns ingen licens för modulen.
    .detail = Inget gällande paket innehåller den. Aktivera ett som gör det, eller köp licenser.
check-not_started = Nej. Licensen har inte börjat gälla.
    .detail = Den är inläst och börjar gälla av sig själv på sitt startdatum.
check-expired = Nej. Licensen har stannat.
    .detail = Respiten är slut. Förnya licensen och aktivera det nya paketet.
check-read_only = Bara läsa. Licensen har stannat.
    .detail = Det som finns får läsas, inget får ändras. Förnya licensen.
check-version = Nej. Produktversionen omfattas inte.
    .detail = Be utfärdaren om ett paket för den här versionen, eller använd en version som omfattas.
check-user_kind = Nej. Användare av det här slaget får inte ha modulen.
    .detail = Ändra användarens slag, eller använd ett konto av ett slag som får.
check-no_seat = Nej. Användaren har ingen plats.
    .detail = Tilldela modulen, eller en plan som innehåller den. Är alla platser tagna, återkalla en först.
check-prerequisite = Nej. En annan modul måste komma först.
    .detail = Tilldela modulen som behövs, så fungerar den här genast.
check-no_session = Nej. Det finns ingen öppen session med en plats.
    .detail = Modulen räknar personer som arbetar samtidigt. Logga in, så tar sessionen en plats.

## Varje regel, som den lyder när den är uppfylld.

rule-user_unknown = Användaren är känd
    .failed = Användaren är inte känd
rule-module_unknown = Modulen är känd
    .failed = Modulen är inte känd
rule-tampered = Inget har manipulerats
    .failed = Något har manipulerats
rule-demo = Demoläge
rule-user_inactive = Användaren får logga in
    .failed = Användaren får inte logga in
rule-no_licence = En licens gäller
    .failed = Ingen licens gäller
rule-not_started = Licensen har börjat gälla
    .failed = Licensen har inte börjat gälla
rule-expired = Licensen har inte stannat
    .failed = Licensen har stannat
rule-read_only = Licensen tillåter mer än att läsa
    .failed = Licensen tillåter bara läsning
rule-version = Produktversionen omfattas
    .failed = Produktversionen omfattas inte
rule-user_kind = Användare av det här slaget får ha modulen
    .failed = Användare av det här slaget får inte ha modulen
rule-no_seat = Användaren har en plats
    .failed = Användaren har ingen plats
rule-prerequisite = Modulerna som måste komma först finns
    .failed = En modul som måste komma först saknas
rule-no_session = En session har en plats
    .failed = Ingen öppen session har en plats
rule-granted = Beviljad

## Vad en regel såg: en rad under den.

checks-seen-user-active = { $kind }; får logga in
checks-seen-user-inactive = { $kind }; får inte logga in, eller har slutat
checks-seen-tampered-user = Användarens rad stämmer inte med sitt sigill.
checks-seen-tampered-assignment = En tilldelning stämmer inte med sitt sigill.
checks-seen-tampered-licences = Utfärdarens licenser går inte att verifiera.
checks-seen-total-absent = inga platser idag
checks-seen-total-count = { $count ->
    [one] 1 plats
   *[other] { $count } platser
}
checks-seen-total-unrestricted = obegränsad
checks-seen-in-force = Gäller, { $total }, utan slut.
checks-seen-in-force-until = Gäller, { $total }, till och med { $day }.
checks-seen-not-started = Börjar gälla { $day }.
checks-seen-stopped = Fungerade till och med { $day }.
checks-seen-stopped-long-ago = Har stannat.
checks-seen-next-start = En rad till börjar gälla { $day }.
checks-seen-absent = Inget gällande paket har en rad för den.
checks-seen-version-any = Ingen version angavs, så varje version avses.
checks-seen-version = Version { $version }; omfattas: { $covered }.
checks-seen-version-all = varje version
checks-seen-version-from = från { $from }
checks-seen-version-to = upp till { $to }
checks-seen-version-range = { $from } till { $to }
checks-seen-maintenance = Underhållet slutade { $day }; versionen släpptes { $released }.
checks-seen-kind = { $kind }; tillåtna: { $allowed }.
checks-seen-seat-system = Den gäller hela installationen; ingen behöver en plats.
checks-seen-seat-site = Installationen har den.
checks-seen-seat-no-site = Installationen har den inte.
checks-seen-seat-plan = Genom planen { $plan }.
checks-seen-seat-granted = Tilldelad: { $source }.
checks-seen-seat-until = Till och med { $day }.
checks-seen-seat-none = Varken modulen eller en plan som innehåller den är tilldelad.
checks-seen-seat-waiting = Tilldelad, men ingen plats var ledig: tilldelningen väntar.
checks-seen-seat-taken = { $used } av { $total } platser är tagna.
checks-seen-requires-nothing = Den behöver ingen annan modul.
checks-seen-requires = Den behöver { $modules }.
checks-seen-requires-missing = { $module } saknas.
checks-seen-named = Den räknar personer, inte sessioner.
checks-seen-session-open = En öppen session har en plats.
checks-seen-session-none = Den räknar sessioner, och ingen av användarens har en plats.
checks-seen-until = Till och med { $day }.
checks-seen-no-end = Utan slut.

## Vem som kan göra något åt det, och vad.

checks-who-user = Användaren
checks-who-administrator = En administratör av licenshanteraren
checks-who-vendor = Leverantören
checks-who-application = Den som driver programmet
checks-fix-add-user = Lägg till användaren
checks-fix-correct-user = Fråga med användarens id eller inloggningsnamn
checks-fix-correct-module = Fråga med modulens hela namn
checks-fix-restore = Återställ raden från huvudboken, eller godta den
checks-fix-activate-package = Läs in och aktivera ett paket som innehåller modulen
checks-fix-buy = Köp licenser
checks-fix-renew = Förnya licenserna
checks-fix-wait = Vänta till { $day }
checks-fix-activate-user = Låt användaren logga in igen
checks-fix-request-version = Be om ett paket som omfattar version { $version }
checks-fix-request-any-version = Be om ett paket som omfattar den här versionen
checks-fix-use-version = Använd en version som omfattas: { $covered }
checks-fix-change-kind = Ändra användarens slag till något av: { $allowed }
checks-fix-assign = Tilldela { $module }, eller en plan som innehåller den
checks-fix-assign-plan = Tilldela planen { $plan }
checks-fix-assign-plan-free = Tilldela planen { $plan }: { $free ->
    [0] ingen plats är ledig
    [one] 1 plats är ledig
   *[other] { $free } platser är lediga
}
checks-fix-assign-site = Tilldela { $module } till installationen
checks-fix-ask = Be om en plats
checks-fix-free-seat = Frigör en plats för { $module }
checks-fix-log-in = Logga in

## Sidan.

checks-decided = Avgjort på { $micros } µs från revision { $revision }.
checks-simulated = Som om det vore { $day }. Det ändrar ingenting och räknas inte.
checks-rules-counted = { $count ->
    [one] En regel prövades.
   *[other] { $count } regler prövades.
}
checks-refused-times = { $count ->
    [one] Nekad en gång på 30 dagar
   *[other] Nekad { $count } gånger på 30 dagar
}
checks-no-date = ”{ $text }” är inget datum; idag användes. Skriv det som 2027-03-01.
checks-nothing-asked = Fråga om någon
checks-nothing-asked-why = Välj en användare, en modul och en dag. Varje regel visas med vad den såg.
checks-fix-nobody = Ingenting behöver åtgärdas
checks-fix-show-user = Visa användaren
checks-fix-show-licence = Visa licensen
