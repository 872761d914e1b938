### Utfärdarens katalog.

catalogue-title = Katalog
catalogue-column-module = Modul

catalogue-empty-title = Ingen katalog ännu
catalogue-empty-why = Beskriv vad ni licensierar i en TOML-fil och tillämpa den med ”licentia catalogue apply FIL”.
catalogue-issuer = Utfärdare
catalogue-issuer-name = Utfärdarens namn
catalogue-edition = Katalogens utgåva
catalogue-applied = Tillämpad
catalogue-plans = Användarplaner
catalogue-users = Övriga användarlicenser
catalogue-sites = Platslicenser
catalogue-systems = Systemlicenser
catalogue-suite-seats = Platser i sviter
catalogue-hidden-users = Dolda moduler som följer med planer
catalogue-hidden-systems = Dolda systemmoduler
catalogue-column-contents = Följer med
catalogue-column-requires = Kräver
catalogue-column-price = Pris per månad
catalogue-set-count = { $count ->
    [one] 1 dold modul
   *[other] { $count } dolda moduler
}
catalogue-brings-count = { $count ->
    [one] har med sig 1 systemmodul
   *[other] har med sig { $count } systemmoduler
}
catalogue-tier = Nivåmarkör
catalogue-suites = Sviter
catalogue-column-suite = Svit
catalogue-column-limits = Plangränser
catalogue-no-limits = Inga gränser
catalogue-limit = { $name }: { $max }
catalogue-meters = Mätare
catalogue-column-meter = Mätare
catalogue-column-allowance = Kvot per månad
catalogue-column-per-plan = Per plan som används
catalogue-column-block = Säljs i block om
catalogue-column-block-price = Pris per block

## Vad som kan vara fel i en katalogfil, eller med vad en kund äger. En mening var.

problem-catalogue-syntax = Filen är inte TOML: { $detail }
problem-catalogue-format = Första raden måste vara format = 1.
problem-catalogue-missing = ”{ $field }” saknas.
problem-catalogue-unknown_field = Det finns inget fält ”{ $field }”. Det finns: { $known }.
problem-catalogue-wrong_type = { $wanted ->
    [text] ”{ $field }” måste vara en text.
    [flag] ”{ $field }” måste vara true eller false.
    [number] ”{ $field }” måste vara ett heltal som inte är negativt.
    [texts] ”{ $field }” måste vara en lista med texter.
    [languages] ”{ $field }” måste ha en text för varje språk.
    [prices] ”{ $field }” måste ha ett pris i minsta enhet för varje valuta.
    [tables] ”{ $field }” måste vara en lista med tabeller.
   *[table] ”{ $field }” måste vara en tabell.
}
problem-catalogue-unknown_word = ”{ $value }” är inte tillåtet i ”{ $field }”. Tillåtna är: { $allowed }.
problem-catalogue-wrong_issuer = Filen gäller en annan utfärdare; den här servern signerar för { $ours }.
problem-catalogue-unsignable = Ett paket med detta skulle avvisas av läsaren: { $detail }
problem-catalogue-bad_issuer = ”{ $names }” är inget utfärdarnamn: små bokstäver, siffror och enstaka bindestreck.
problem-catalogue-bad_name = ”{ $names }” är inget kodnamn: små bokstäver, siffror och enstaka bindestreck.
problem-catalogue-bad_language = ”{ $names }” är ingen språkkod som en eller sv.
problem-catalogue-control_character = I ”{ $field }” finns styrtecknet { $names }, som ingen signerad fil bär. Ta bort det; bara tabb och radmatning får finnas.
problem-catalogue-bad_currency = ”{ $names }” är ingen valuta som EUR.
problem-catalogue-block_of_nothing = Mätaren ”{ $names }” säljs i block om ingenting.
problem-catalogue-missing_title = Den har ingen titel på något språk, men visas för människor.
problem-catalogue-duplicate_module = Det finns en modul ”{ $names }” till.
problem-catalogue-duplicate_suite = Det finns en svit ”{ $names }” till.
problem-catalogue-duplicate_limit = Det finns en gräns ”{ $names }” till i sviten.
problem-catalogue-duplicate_meter = Det finns en mätare ”{ $names }” till.
problem-catalogue-meter_kind_changed = Hur mätaren { $names } räknar går inte att ändra: månader som är stängda skulle få andra värden. Ge det som räknar på ett annat sätt ett annat namn.
problem-catalogue-too_many_modules = Det finns fler än { $names } moduler.
problem-catalogue-plan_not_user = En plan måste ha scope = "user".
problem-catalogue-plan_hidden = En plan kan inte vara dold: det är den man väljer.
problem-catalogue-plan_is_tier = En plan kan inte också vara en nivåmarkör.
problem-catalogue-set_on_non_plan = Bara en plan har ”set”. Skriv plan = true eller ta bort den.
problem-catalogue-unknown_in_set = ”set” nämner { $names } som inte finns i katalogen.
problem-catalogue-duplicate_in_set = ”set” nämner { $names } två gånger.
problem-catalogue-plan_in_set = ”set” nämner planen { $names }; en plan innehåller moduler, inte planer.
problem-catalogue-set_not_user = ”set” nämner { $names } som ingen användare kan inneha; använd ”brings” för systemmoduler.
problem-catalogue-set_incomplete = Något i ”set” kräver en dold modul som inte finns där: { $names }.
problem-catalogue-unknown_in_requires = ”requires” nämner { $names } som inte finns i katalogen.
problem-catalogue-cycle_in_requires = De här modulerna kräver varandra i en cirkel: { $names }.
problem-catalogue-requires_user_module = ”requires” nämner { $names } som bara användare innehar.
problem-catalogue-unknown_in_brings = ”brings” nämner { $names } som inte finns i katalogen.
problem-catalogue-cycle_in_brings = De här modulerna har med sig varandra i en cirkel: { $names }.
problem-catalogue-brings_user_module = ”brings” nämner { $names }, en användarmodul; sådana får man genom en plan.
problem-catalogue-concurrent_not_user = Bara användarlicenser räknas per session.
problem-catalogue-no_kinds = Inget slags användare får inneha den tillsammans med allt som följer med.
problem-catalogue-was_in_use = ”was” nämner { $names } som fortfarande finns eller har bytt namn till något annat.
problem-catalogue-unknown_suite_module = Svitens modul { $names } finns inte i katalogen.
problem-catalogue-suite_module_not_user = Svitens modul { $names } är ingen synlig användarmodul.
problem-catalogue-unknown_next = ”next” nämner { $names } som inte är någon annan svit.
problem-catalogue-unknown_module = { $names } finns inte längre i katalogen. Välj en annan licens.
problem-catalogue-unknown_suite = Sviten { $names } finns inte i katalogen.
problem-catalogue-quantity_missing = { $names } behöver ett antal.
problem-catalogue-quantity_zero = Antalet för { $names } måste vara minst 1.
problem-catalogue-two_quantities = { $names } har ett antal och är obegränsad. Välj det ena.
problem-catalogue-quantity_too_large = Antalen för { $names } blir tillsammans fler än en licens kan ha.
problem-catalogue-due_before_start = Sista dagen för { $names } ligger före den första.
problem-catalogue-requires_missing = Den första kräver den andra, som inget här ger: { $names }.
problem-catalogue-suite_lines = En svit behöver ett antal av sin egen användarlicens, och inga användarplaner bredvid: { $names }.
