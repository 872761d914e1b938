### Importer: användare och tilldelningar från filer.

imports-title = Importera användare
imports-file = Fil
imports-file-hint = CSV i UTF-8, med rubrikrad; högst 300 000 rader.
imports-update = Ändra användare som redan finns
imports-look = Granska filen
imports-cancel = Avbryt
imports-other = Välj en annan fil
imports-columns = Kolumner
imports-columns-means = Bara inloggningsnamnet behövs; utelämna det du inte vet. Flera värden i samma cell skiljs åt med |.
imports-column = Kolumn
imports-column-holds = Innehåller
imports-column-example = Till exempel
imports-for-login = Inloggningsnamn
imports-for-name = Namn
imports-for-email = E-postadress
imports-for-kind = Slag av användare: internal, resource, external, anonymous eller system
imports-for-can-log-in = Om användaren får logga in: ja eller nej
imports-for-waiting = Om någon först måste godkänna användaren: ja eller nej
imports-for-groups = Grupper, den primära först
imports-for-job-title = Befattning
imports-for-role = Roll i programmet
imports-for-sites = Databaser som användaren hör till, med kortnamn
imports-for-plan = Användarplaner med hela namnet, en för varje utfärdare
imports-for-attribute = Annat ni vill spara om användare, under ett eget namn
imports-rows = Rader
imports-created = Läggs till
imports-updated = Ändras
imports-unchanged = Som de är
imports-assigned = Licenser att tilldela
imports-skipped = Felaktiga
imports-at-fault = { $count ->
    [one] Något är fel på 1 rad. Ingenting har skrivits.
   *[other] Något är fel på { $count } rader. Ingenting har skrivits.
}
imports-apply = { $count ->
    [one] Importera 1 användare
   *[other] Importera { $count } användare
}
imports-apply-rest = { $count ->
    [one] Importera den användare som är utan fel
   *[other] Importera de { $count } användare som är utan fel
}
imports-download = Ladda ner felen
imports-more = { $count ->
    [one] 1 fel till finns i nedladdningen.
   *[other] { $count } fel till finns i nedladdningen.
}

problem-import_invalid = { $count ->
    [one] Något är fel på en rad i filen.
   *[other] { $count } saker är fel på rader i filen.
}
    .detail = Ingenting har skrivits. Rätta raderna och skicka filen igen, eller be att felaktiga rader utelämnas.
problem-import_forgotten = Filen finns inte kvar här.
    .detail = Välj den igen. Ingenting har skrivits.
problem-csv_empty = Det finns ingenting i filen.
    .detail = Välj en CSV-fil med rubrikrad och en rad för varje användare.
problem-csv_encoding = De här tecknen är inte UTF-8.
    .detail = Spara filen som ”CSV UTF-8”.
problem-csv_no_column = Kolumnen { $column } saknas.
    .detail = Lägg till den i rubrikraden.
problem-csv_unknown_column = Kolumnen { $column } är okänd.
    .detail = Ta bort den, eller kalla den attribute:{ $column } för att spara den som ett attribut.
problem-csv_column_twice = Kolumnen { $column } finns två gånger.
    .detail = Ta bort en av dem.
problem-csv_cells = { $count ->
    [one] Raden har 1 cell
   *[other] Raden har { $count } celler
} där rubriken har { $expected }.
    .detail = Sätt citattecken kring det som innehåller ett skiljetecken.
problem-csv_quote = Ett citattecken är inte stängt.
    .detail = Skriv ett citattecken inuti en text två gånger.
problem-csv_too_many = Det finns fler än 300 000 rader.
    .detail = Skicka dem i flera filer.
problem-csv_twice = Det här står redan på rad { $first }.
    .detail = Ta bort en av dem.
problem-csv_control = Det finns styrtecken i { $column }.
    .detail = Ta bort radbrytningar och tabbar.
problem-csv_too_long = Texten i { $column } är för lång.
    .detail = Högst 200 tecken kan sparas.
problem-csv_login_missing = Inloggningsnamnet saknas.
    .detail = Varje användare behöver ett.
problem-csv_email = { $value } är ingen e-postadress.
    .detail = Den ser ut som anna@example.org.
problem-csv_kind = { $value } är ingen sorts användare.
    .detail = Skriv internal, resource, external, anonymous eller system.
problem-csv_yes_no = { $value } är varken ja eller nej.
    .detail = Skriv ja eller nej.
problem-csv_cell = Det här kan inte stå i { $column }.
    .detail = { $detail }
problem-csv_two_plans = Två planer från samma utfärdare står i { $value }.
    .detail = En användare har en plan från varje utfärdare: ta bort den andra.
problem-login_exists = { $login } finns redan.
    .detail = Ta bort raden, eller be att användare som finns ändras.
