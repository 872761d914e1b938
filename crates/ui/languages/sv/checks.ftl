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
rule-module_unknown = Modulen är känd
rule-tampered = Inget har manipulerats
rule-demo = Demoläge
rule-user_inactive = Användaren får logga in
rule-no_licence = En licens gäller
rule-not_started = Licensen har börjat gälla
rule-expired = Licensen har inte stannat
rule-read_only = Licensen tillåter mer än att läsa
rule-version = Produktversionen omfattas
rule-user_kind = Användare av det här slaget får ha modulen
rule-no_seat = Användaren har en plats
rule-prerequisite = Modulerna som måste komma först finns
rule-no_session = En session har en plats
rule-granted = Beviljad
