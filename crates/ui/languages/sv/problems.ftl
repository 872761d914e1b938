### Avslag. `problem-<kod>` säger vad som är fel, dess `.detail` vad man gör sedan.

problem-page-home = Gå till startsidan
problem-page-title = Något är i vägen

## Att fråga

problem-bad_request = Begäran kan inte läsas.
    .detail = Rätta det som meddelandet nämner och skicka igen.
problem-invalid = Ett värde är inte tillåtet här.
    .detail = Rätta { $path } och skicka igen.
problem-not_found = Här finns ingenting.
    .detail = Det kan ha tagits bort, eller så är namnet, numret eller adressen felskriven.
problem-no_products = Det finns ingen produkt här än.
    .detail = Ingenting är licensierat, och därför sparas ingen användning. Läs in och aktivera ett paket först.
problem-method_not_allowed = Adressen svarar inte på den metoden.
    .detail = Använd { $allow }.
problem-unsupported_media_type = Den här sortens innehåll förstås inte.
    .detail = Skicka { $expected }.
problem-precondition_failed = Någon annan har ändrat det här under tiden.
    .detail = Läs om det, se på ändringarna, och gör om din om den fortfarande är riktig.
problem-too_many_requests = För många försök.
    .detail = { $seconds ->
        [one] Vänta 1 sekund och försök igen.
       *[other] Vänta { $seconds } sekunder och försök igen.
    }
problem-idempotency_key_reused = Denna Idempotency-Key har använts för en annan begäran.
    .detail = Använd en ny nyckel för en ny begäran; upprepa en nyckel bara med exakt samma begäran.
problem-selection_changed = Urvalet är inte det du såg.
    .detail = Personer har tillkommit eller försvunnit. Se på listan igen och gör sedan om.

## Att få

problem-unauthenticated = Du är inte inloggad.
    .detail = Logga in, eller skicka en giltig token.
problem-forbidden = Du har inte behörighet att göra det här.
    .detail = Be en administratör om behörigheten ”{ $right }”.
problem-wrong_credentials = Inloggningsnamnet eller lösenordet är fel.
    .detail = Kontrollera båda och försök igen. En administratör kan göra en ny engångslänk.
problem-link_expired = Engångslänken kan inte längre användas.
    .detail = Den är redan använd eller för gammal. Be en administratör om en ny.
problem-password_too_short = Lösenordet är för kort.
    .detail = Använd minst tolv tecken; flera ord är lättare att minnas.
problem-last_administrator = Ingen skulle vara kvar som får hantera licenser eller åtkomst.
    .detail = Ge först någon annan den behörigheten.
problem-cross_site = Formuläret skickades från en annan webbplats.
    .detail = Öppna sidan här och skicka igen.

## Platser och användare

problem-no_seat = Det finns ingen ledig plats.
    .detail = Återkalla en plats som inte behövs, välj en annan plan, eller köp fler.
problem-no_seat-suite = Alla platser i planen är upptagna.
    .detail = Stäng av inloggningen för någon som inte behöver den, eller köp fler platser.
problem-no_licence = Det finns ingen licens för modulen.
    .detail = Aktivera ett paket som innehåller den, eller köp licenser.
problem-not_started = Licensen har inte börjat gälla.
    .detail = Vänta till startdatumet, eller be utfärdaren om ett tidigare.
problem-expired = Licensen har stannat.
    .detail = Förnya den och aktivera det nya paketet.
problem-read_only = Licensen har stannat; det som finns får bara läsas.
    .detail = Förnya den och aktivera det nya paketet.
problem-version = Produktversionen omfattas inte.
    .detail = Be utfärdaren om ett paket för den här versionen.
problem-user_kind = Användare av det här slaget får inte ha modulen.
    .detail = Ändra användarens slag, eller välj en annan modul.
problem-prerequisite = En annan modul måste komma först.
    .detail = Tilldela modulen som behövs, eller återkalla det som behöver den.
problem-hidden = Modulen följer med en plan och kan inte tilldelas för hand.
    .detail = Tilldela en plan som innehåller den.
problem-not_assignable = Modulen tilldelas inte personer.
    .detail = Den gäller hela installationen, ges till databaser eller följer med en plan.
problem-manual_plan = Personen har en plan som valts för hand.
    .detail = Regler och SCIM låter den vara. Återkalla den först, eller byt plan för hand.
problem-user_unknown = Användaren finns inte.
    .detail = Kontrollera inloggningsnamnet, eller lägg till användaren.
problem-module_unknown = Modulen finns inte.
    .detail = Skriv hela namnet, som superoffice.sale-cal.
problem-user_inactive = Användaren kan inte logga in.
    .detail = Aktivera användaren först.
problem-login_taken = Inloggningsnamnet är upptaget.
    .detail = Inloggningsnamn jämförs utan stora och små bokstäver. Välj ett annat.
problem-login_reserved = Inloggningsnamnet tillhörde någon som har raderats.
    .detail = Det blir ledigt 30 dagar efter raderingen. Välj ett annat.
problem-portrait_too_large = Bilden är för stor.
    .detail = Högst 256 kB tas emot, med högst 4 096 bildpunkter per sida och 12 miljoner totalt. Gör den mindre och försök igen.
problem-portrait_unreadable = Det här är ingen bild som går att läsa.
    .detail = Välj en PNG- eller JPEG-fil. Andra slag tas inte emot, och inte heller filer som är tomma, avklippta eller trasiga.
problem-user_has_session = Användaren har en öppen session.
    .detail = Logga först ut användaren.
problem-tampered = Något har ändrats bakom licenshanterarens rygg.
    .detail = En rad stämmer inte med sitt sigill. Återställ den från huvudboken, eller godta den.
problem-demo_limit = Demoläget rymmer högst 1 000 av varje.
    .detail = Ange ett serienummer och aktivera ett paket för att lämna demoläget.
problem-no_session = Det finns ingen öppen session med en plats.
    .detail = Logga in, så tar sessionen en plats.
problem-no_free_session = Alla sessioner är upptagna.
    .detail = Vänta tills någon loggar ut, eller be din administratör om fler.
problem-limit_reached = Planens gräns är nådd.
    .detail = { $detail } Det som finns behålls.

## Paket

problem-comparison_changed = Något har ändrats sedan du såg jämförelsen.
    .detail = Se på den nya jämförelsen och aktivera sedan.
problem-package_blocked = Fler platser används än det nya paketet tillåter.
    .detail = Ta bort de överflödiga licenserna, eller flytta innehavarna till en annan plan, och aktivera sedan.
problem-package_not_loaded = Paketet väntar inte på att aktiveras.
    .detail = Det gäller redan, har ersatts eller har avvisats.

## Servern

problem-behind = Servern är inte i fas än.
    .detail = Den hinner ikapp av sig själv. Försök igen om några sekunder.
problem-outcome_unknown = Det är inte känt om ändringen gjordes.
    .detail = Upprepa den med samma Idempotency-Key: den får verkan en gång.
problem-unavailable = Servern kan inte svara just nu.
    .detail = Försök igen om några sekunder. Driften hittar orsaken i loggen.
problem-internal = Något gick fel hos oss.
    .detail = Inget är halvgjort. Försök igen; om det kvarstår, ge begärans nummer till driften.
problem-text_invalid = En text innehåller tecken som inte kan sparas.
    .detail = Ta bort styrtecken och skicka igen.
problem-database_newer = Databasen är skriven av en nyare version.
    .detail = Starta den versionen, eller återställ en kopia från före uppgraderingen.
problem-database_url = Databasens adress kan inte användas.
    .detail = Skriv sqlite:SÖKVÄG eller postgres://ANVÄNDARE@VÄRD/NAMN.
problem-database_unavailable = Databasen kan inte nås.
    .detail = Kontrollera att den är igång och att adress och lösenord stämmer.
problem-migration_failed = Databasen kunde inte föras till den här versionen.
    .detail = Inget ändrades. Loggen nämner steget som misslyckades.
problem-secret_missing = Serverns hemliga fil saknas.
    .detail = Skapa den med ”licentia manager init” eller ”licentia authority init”, eller ange dess plats i inställningarna.
problem-secret_readable = Andra kan läsa serverns hemliga fil.
    .detail = Ta ifrån alla utom servern rättigheterna: läge 0600.
problem-secret_invalid = Serverns hemliga fil är skadad.
    .detail = Återställ den från en kopia. Utan den kan sigillen inte kontrolleras.
problem-secret_unreadable = Serverns hemliga fil kan inte läsas.
    .detail = Kontrollera dess ägare och rättigheter.
problem-secret_exists = Det finns redan en hemlig fil.
    .detail = Inget skrevs över. Använd den, eller flytta undan den först.
problem-settings_missing = Inställningsfilen finns inte.
    .detail = Kontrollera sökvägen.
problem-settings_syntax = Inställningsfilen kan inte läsas.
    .detail = Rätta raden som meddelandet nämner.
problem-settings_unknown_key = Inställningsfilen har en nyckel som inte finns.
    .detail = Rätta stavningen; den dokumenterade standardfilen listar alla nycklar.
problem-settings_invalid = En inställning har ett värde den inte får ha.
    .detail = Rätta den; den dokumenterade standardfilen säger vad som är tillåtet.
problem-port_in_use = Porten är upptagen.
    .detail = Stoppa programmet som använder den, eller välj en annan port; port 0 väljer en ledig.

## Anrop från program

problem-unknown_field = Det finns ett fält som ingen känner till.
    .detail = Ta bort { $path }, eller rätta dess namn.
problem-missing_field = Något saknas.
    .detail = Lägg till det som meddelandet nämner och skicka igen.
problem-duplicate_field = Ett fält finns två gånger.
    .detail = Ta bort det ena.
problem-idempotency_key_invalid = Värdet i Idempotency-Key kan inte användas.
    .detail = Använd 1 till 255 synliga ASCII-tecken, till exempel ett UUID.
problem-precondition_required = Ändringen måste tala om vilken version den gäller.
    .detail = Läs objektet och skicka dess ETag som If-Match.
problem-cursor_invalid = Markören har inte delats ut här.
    .detail = Börja om listan utan markör.
problem-token_invalid = Token är inte giltig.
    .detail = Den kan vara felskriven, ha gått ut eller vara återkallad. Be en administratör om en ny.
problem-secret_shown_once = Det här är redan skapat och visas bara en gång.
    .detail = Om det inte sparades: skapa ett nytt med en ny Idempotency-Key och återkalla det här.
problem-stopping = Servern håller på att stanna.
    .detail = Försök igen om en stund.
problem-check_timed_out = En del av servern svarar inte.
    .detail = Se i serverns logg, och på dess databas.

## Konton

problem-too_many_sign_ins = För många försök att logga in.
    .detail = { $seconds ->
        [one] Vänta 1 sekund och försök igen.
       *[other] Vänta { $seconds } sekunder och försök igen.
    }
problem-password_too_long = Lösenordet är för långt.
    .detail = Använd högst 1 024 byte.
problem-password_too_simple = Lösenordet är för enkelt.
    .detail = Använd minst fem olika tecken; flera ord är lättare att minnas.
problem-password_is_login = Lösenordet innehåller inloggningsnamnet.
    .detail = Välj något som ingen skulle pröva först.
problem-right_not_held = Ingen kan ge behörigheter som man inte själv har.
    .detail = Du har inte behörigheten { $right }. Be någon som har den.
problem-already_set_up = Det finns redan en administratör.
    .detail = Logga in, eller skapa en engångslänk för ett konto från kommandoraden.
problem-account_user_inactive = Användaren får inte logga in.
    .detail = Aktivera eller godkänn användaren först; kontot följer användaren.
problem-account_user_kind = Bara människor loggar in i Licentia.
    .detail = Ett konto hör till en intern eller extern användare.
problem-account_blocked = Kontot är spärrat.
    .detail = Låt det användas igen först.

## Att starta

problem-port_forbidden = Porten får inte användas.
    .detail = Välj en från 1024 och uppåt.
problem-address_unavailable = Adressen hör inte till den här datorn.
    .detail = Välj en annan med --listen.
problem-listen_failed = Servern kan inte lyssna.
    .detail = Se vad meddelandet säger, eller välj en annan adress med --listen.

## Inloggning (regel 6)

problem-needs_licence_manager = Licenserna måste ses över innan någon kan logga in.
    .detail = Öppna licenshanteraren och följ det som står där.
problem-needs_licence = Du har ingen licens för att logga in.
    .detail = Be din administratör om en.
problem-not_allowed = Du får inte logga in.
    .detail = Be din administratör att tillåta det.
problem-waiting_for_approval = Ditt konto väntar på godkännande.
    .detail = En administratör måste först godkänna det.
problem-blocked_by_event = Ingen kan logga in just nu.
    .detail = Ett systemmeddelande säger varför, och troligen hur länge.
problem-installation_claimed = Serienumret tillhör redan en annan installation.
    .detail = Om den inte finns längre, be leverantörens support att frigöra det.

## Utfärdaren

problem-catalogue_invalid = { $count ->
    [one] En sak är fel i katalogfilen.
   *[other] { $count } saker är fel i katalogfilen.
}
    .detail = Inget ändrades. Rätta det som räknas upp och tillämpa den igen.
problem-catalogue_changed = Någon annan har tillämpat en katalog under tiden.
    .detail = Titta på planen igen och tillämpa sedan.
problem-no_catalogue = Det finns ingen katalog ännu.
    .detail = Tillämpa en med ”licentia catalogue apply FIL”.
problem-no_issuer_key = Den här servern kan inte signera.
    .detail = Skapa nycklar med ”licentia authority init”, eller starta servern med lösenfrasen eller nyckelfilen som öppnar dem.
problem-issuer_key_expired = Utfärdarens nyckel får inte signera längre.
    .detail = Certifiera en ny med rotnyckeln. Paket som redan är utfärdade gäller fortfarande.
problem-keys_exist = Det finns redan nycklar.
    .detail = Använd dem; en ny utfärdarnyckel certifieras med den rotnyckel som finns.
problem-key_file_exists = Det finns redan en fil på { $path }.
    .detail = Inget skrevs över. Flytta undan den eller välj en annan mapp.
problem-key_file_not_written = Nyckelfilen { $path } kunde inte skrivas.
    .detail = Kontrollera att mappen finns och får skrivas.
problem-key_file_unreadable = Nyckelfilen { $path } kunde inte läsas.
    .detail = Kontrollera sökvägen och rättigheterna.
problem-key_file_invalid = Detta är ingen nyckelfil.
    .detail = Den måste ha en rad som börjar med AGE-SECRET-KEY-1.
problem-unlock_failed = Lösenfrasen eller nyckelfilen öppnar inte nyckeln.
    .detail = Använd den som nyckeln stängdes med. Utan den är nyckeln förlorad.
problem-seal_failed = Nyckeln kunde inte krypteras.
    .detail = Inget sparades. Försök igen.
problem-wrong_root = Detta är en annan rotnyckel än den som kunderna litar på.
    .detail = Använd den root.key.age som hör till serverns root.pem.
problem-serial_taken = En annan kund har det serienumret.
    .detail = Kontrollera det, eller lämna tomt för att få ett ledigt.
problem-serial_invalid = Ett serienummer har tio siffror.
    .detail = Rätta det, eller lämna tomt för att få ett ledigt.
problem-name_invalid = Namnet saknas, är för långt eller har styrtecken.
    .detail = Rätta det och spara igen.
problem-text_too_long = Detta är för långt eller har styrtecken.
    .detail = Korta det och spara igen.
problem-currency_invalid = Skriv valutan med tre bokstäver, till exempel EUR.
    .detail = Rätta det och spara igen.
problem-country_invalid = Skriv landet med två bokstäver, till exempel NO.
    .detail = Rätta det och spara igen.
problem-zone_unknown = Den tidszonen finns inte. Skriv den som Europe/Oslo.
    .detail = Rätta den och spara igen.
problem-subscription_invalid = { $count ->
    [one] En sak är fel med vad kunden ska äga.
   *[other] { $count } saker är fel med vad kunden ska äga.
}
    .detail = Inget ändrades. Rätta det och spara igen.
problem-dates_out_of_order = Datumen står inte i ordning.
    .detail = Nästa kontroll och varning kommer före utgångsdatumet, respiten efter, och respit kräver ett utgångsdatum.
problem-date_invalid = ”{ $date }” är inget datum.
    .detail = Skriv det som 2027-03-27.
problem-quantity_invalid = Antalet för { $module } är inget heltal.
    .detail = Skriv ett tal eller ”obegränsad”.
problem-version_invalid = Detta är ingen produktversion.
    .detail = Skriv tre tal, till exempel 12.1.0.
problem-versions_out_of_order = Den sista produktversionen ligger före den första.
    .detail = Rätta en av dem.
problem-nothing_to_issue = Kunden äger ingenting ännu.
    .detail = Ändra abonnemanget först och utfärda sedan ett paket.
problem-preview_changed = Saker har ändrats sedan du såg förhandsvisningen.
    .detail = Titta på den igen och signera sedan.

## Mer om servern

problem-busy = Servern har för mycket att göra just nu.
    .detail = Inget ändrades. Försök igen om några sekunder.
problem-closing = Servern håller på att stanna.
    .detail = Inget ändrades. Försök igen när den är igång, eller hos en annan server.
problem-database_other = Databasen vägrade.
    .detail = Loggen säger vad den svarade.
problem-ledger_broken = Huvudboken hänger inte ihop.
    .detail = Inget mer skrivs i den. Kör ”licentia verify” och se på den första post som den nämner.
problem-not_pem = Det här är ingen nyckel i PEM-form.
    .detail = Välj filen som börjar med -----BEGIN.
problem-other_key_kind = Det här är en nyckel av annat slag.
    .detail = Välj en Ed25519-nyckel.

## Mer om paket och installationer

problem-holder_unknown = Installationen vet inte än vem den tillhör.
    .detail = Ange först företagsnamnet och serienumret, exakt som de står i licensen.
problem-serial_fixed = Serienumret kan inte längre ändras.
    .detail = En ändring måste godkännas av leverantören. Gör en begäran om det nya namnet och serienumret, och läs in paketet som svarar på den.
problem-serial_same = Det här namnet och serienumret finns redan här.
    .detail = Ingenting behöver ändras.
problem-not_a_partner = Leverantörens egna licenser kan inte raderas ensamma.
    .detail = Bara en partners licenser kan det. Radera alla licenser för att komma till demoläget, eller läs in ett paket med färre.
problem-package_deleted = Licenserna i det här paketet har raderats här.
    .detail = De kommer inte tillbaka när det läses in igen. Be leverantören om ett nytt paket.
problem-no_receipt = Det har inte blivit något av paketet ännu.
    .detail = Aktivera det först: ett kvitto säger att det gäller eller är förberett.
problem-slug_taken = En annan installation har det här kortnamnet.
    .detail = Välj ett annat.
problem-package_id_reused = Ett annat paket med den här beteckningen har lästs in förut.
    .detail = Meddela utfärdaren: en beteckning har använts två gånger.
problem-package_tampered = Paketet har ändrats efter att det lästes in.
    .detail = Läs in det igen från filen som utfärdaren skickade.
problem-too_many_modules = Det finns fler moduler än en installation rymmer.
    .detail = Fråga utfärdaren; det får vara 65 535 sammanlagt.
problem-too_many_checks = Det är för många frågor på en gång.
    .detail = Skicka dem i flera begäranden.
problem-too_many_days = Man kan fråga om högst { $limit } olika dagar på en gång.
    .detail = Skicka dem i flera begäranden.

## Ta bort överflödiga licenser

problem-not_a_holder = { $user } har inte längre den här licensen.
    .detail = Någon annan har ändrat det under tiden. Titta på listan igen.
problem-no_room_there = Det finns ingen plats i planen { $module }.
    .detail = Välj en plan som listan erbjuder, eller återkalla licensen.
problem-recall_blocked = { $count ->
    [one] { $blocker } låter inte { $user } bli av med licensen.
   *[other] { $blocker } låter inte { $count } personer bli av med licensen.
}
    .detail = Undanröj orsaken i programmet, eller välj någon annan. Inget har ändrats.
problem-blocker_unreachable = { $blocker } måste tillfrågas först och svarar inte.
    .detail = Försök igen när programmet är igång, eller bestäm att gå vidare utan att fråga det. Inget har ändrats.
problem-too_many_blockers = Högst { $count } program kan tillfrågas.
    .detail = Ta först bort ett som inte längre används.
problem-move_needs_plan = { $module } är ingen plan som man kan flytta till.
    .detail = Välj en plan i listan över dem med plats, eller återkalla licensen.
problem-nothing_superfluous = Inget av { $module } behöver tas bort längre.
    .detail = Titta på jämförelsen igen: den kan aktiveras, eller så står något annat i vägen.
problem-installation_unknown = Det finns ingen sådan installation.
    .detail = Välj den centrala eller en av dess satelliter, med kortnamnet.
problem-export_too_long = En arbetsbok rymmer inte så många användare.
    .detail = Ett blad har plats för 1 048 575. Exportera som CSV, eller välj färre med ett filter.

## Systemhändelser

problem-event_exists = { $key ->
    [no_login] Ingen inloggning
    [no_freetext] Ingen fritext
    [no_travel] Ingen resa
    [message_of_the_day] Dagens meddelande
   *[other] { $key }
} är redan på för samma.
    .detail = Ändra den som finns, eller avsluta den först.
problem-event_must_run = Detta måste löpa till slutet.
    .detail = Bara den som startade det avslutar det: { $by }. Se hur långt det har kommit, eller fråga den som sköter programmet. När den nyckeln är återkallad kan du avsluta det som ett nödfall.
problem-event_in_emergency = Detta avslutas bara i nödfall.
    .detail = Det som pågår blir halvfärdigt. Säg att det är ett nödfall om inget annat hjälper.
problem-too_many_system_events = Högst { $count } systemhändelser kan vara på samtidigt.
    .detail = Avsluta först dem som är över.

## Mätare

problem-meter_unknown = Det finns ingen sådan mätare: { $meter }.
    .detail = Skicka mätarens hela namn som händelsens type, till exempel ”superoffice.emails”. Om namnet stämmer: aktivera ett paket som har mätaren och skicka händelsen igen.
problem-quantity_missing = Händelsen anger ingen mängd.
    .detail = Skicka hur mycket som användes som data.quantity: mätaren summerar eller jämför mängder.
problem-quantity_wrong = Den här mängden kan inte räknas.
    .detail = Skicka ett heltal från 0 till 1 000 000 000 000 000. En mätare som räknar händelser räknar var och en en gång: utelämna mängden eller skicka 1; en rättelse skickar 1 eller 0. För bråktal, använd en mindre enhet.
problem-subject_missing = Händelsen säger inte vem den handlar om.
    .detail = Skicka attributet subject: mätaren räknar olika subjekt.
problem-time_ahead = Händelsen ligger i framtiden.
    .detail = Kontrollera klockan på maskinen som skickar den. En händelse får ligga högst en timme framåt.
problem-time_past = Händelsen är för gammal för att räknas.
    .detail = Händelser tas emot så länge de känns igen; serverns driftansvariga bestämmer hur många dagar det är (meters.window_days).
problem-time_unreadable = Händelsens tid kan inte läsas.
    .detail = Skicka den enligt RFC 3339, med zon: 2026-11-21T12:00:00Z.
problem-corrects_unknown = Det finns ingen sådan händelse att rätta.
    .detail = Skicka som data.corrects id:t på en tidigare händelse från samma källa som räknades. En rättelse kan inte rättas: rätta händelsen en gång till i stället.
problem-corrects_other = Händelsen som ska rättas hör till en annan mätare.
    .detail = Skicka rättelsen med samma type som händelsen den rättar.
problem-event_unreadable = Händelsen är inget JSON-objekt.
    .detail = Skicka varje händelse i en sats som ett JSON-objekt, så som CloudEvents 1.0 beskriver det.
problem-attribute_missing = Händelsen saknar { $attribute }.
    .detail = Skicka attributet { $attribute } med en text som inte är tom.
problem-attribute_wrong = Attributet { $attribute } är ingen text.
    .detail = Skicka { $attribute } som en text.
problem-specversion_unknown = Händelsen följer en annan version av CloudEvents.
    .detail = Skicka händelser av version 1.0, med specversion ”1.0”.
problem-data_unreadable = Händelsens data är inget JSON-objekt.
    .detail = Skicka data som ett JSON-objekt, till exempel {"{"}"quantity": 3{"}"}, eller ingen alls.
problem-too_many_events = Det är för många händelser på en gång.
    .detail = Skicka högst { $most } händelser i en sats.

## Beställningar, villkor, butiken

problem-nothing_changes = Inget skulle ändras.
    .detail = Välj först ett annat antal av något.
problem-not_sold = { $module } kan inte beställas här.
    .detail = Det säljs inte, eller passar inte till det ni har. Fråga leverantören.
problem-unrestricted_already = { $module } har redan ingen gräns.
    .detail = Lämna det som det är: alla får ha det.
problem-too_many_units = Det är fler { $module } än som kan beställas.
    .detail = Kontrollera antalet; fråga leverantören om mycket stora.
problem-no_term = { $module } kan inte bli färre här.
    .detail = Färre gäller från det att abonnemanget förnyas, och ingen period är avtalad, eller den är slut. Fråga leverantören.
problem-suite_empty = En svit behöver minst en användare.
    .detail = Lämna kvar en, eller be leverantören avsluta abonnemanget.
problem-suite_not_above = Det finns ingen väg upp till { $module } härifrån.
    .detail = Välj en av sviterna ovanför den nuvarande, eller fråga leverantören.
problem-amount_too_large = Beloppet är för stort för att skrivas ner.
    .detail = Kontrollera talen.
problem-order_changed = Beställningen är inte längre den ni såg.
    .detail = Priser eller licenser har ändrats under tiden. Titta på den igen och bekräfta om den fortfarande är rätt.
problem-order_decided = Beställningen är redan avgjord.
    .detail = Se vad det blev av den.
problem-reason_needed = Ett avslag behöver ett skäl.
    .detail = Skriv i en mening eller två varför; kunden läser det.
problem-term_invalid = De här villkoren går inte.
    .detail = { $path ->
        [began] Rätta `began`: periodens första dag, som datum.
        [months] Rätta `months`: hela månader från 1 till 120.
        [period] Rätta `period`: hela månader från 1 till periodens längd.
        [notice] Rätta `notice`: hela dagar, högst 366 och inte fler än perioden har.
       *[other] Rätta { $path }: ett belopp med så många decimaler som valutan har.
    }
problem-term_over = Den här perioden är redan slut.
    .detail = Välj en första dag så att perioden slutar i dag eller senare.
problem-term_renewed = Nästa period är redan förberedd: den börjar { $date }.
    .detail = Se villkoren som de är nu och behåll den första dagen, eller välj en senare. Om den förra perioden började igen skulle den förnyas två gånger.
problem-renewal_not_due = Nästa period är inte på tur.
    .detail = Den har redan förberetts, eller dess dag har inte kommit.
problem-no_store = { $issuer } har ingen butik.
    .detail = Fråga leverantören var man köper.
problem-store_closed = Du är inte i butiken.
    .detail = Öppna licenshanteraren och välj ”Köp nya licenser”. Ett besök varar i en halvtimme.
problem-visit_expired = Den här vägen in i butiken är för gammal.
    .detail = Den gäller i fem minuter. Välj ”Köp nya licenser” i licenshanteraren igen; hjälper inte det går klockan på dess server fel.
problem-visit_used = Den här vägen in i butiken har redan använts.
    .detail = Välj ”Köp nya licenser” i licenshanteraren igen.
problem-visit_unknown = Butiken känner inte till den här licenshanteraren.
    .detail = Den måste ha varit i kontakt med leverantören en gång, och licenser måste ha lästs in för serienumret. Sök efter nya licenser i licenshanteraren, eller fråga leverantören.

## E-post och webhooks

problem-mail_off = Ingen e-post skickas härifrån.
    .detail = Ställ in en e-postserver under [mail] i serverns inställningar, och starta om den.
problem-mail_settings = E-postserverns inställningar går inte att använda.
    .detail = Rätta dem under [mail], och starta om servern.
problem-mail_refused = E-postservern vägrade ta emot meddelandet.
    .detail = Kontrollera adressen, avsändaren och inloggningen med den som sköter e-postservern.
problem-mail_unreachable = E-postservern går inte att nå.
    .detail = Kontrollera namn, port och kryptering under [mail] i serverns inställningar.
problem-address_internal = Adressen leder in i serverns eget nät.
    .detail = Ange en på internet, eller låt driften tillåta sådana adresser under [webhooks].
problem-too_many_webhooks = Högst { $count } webhooks kan få veta.
    .detail = Ta först bort en som inte används längre.

## Förbrukning och fakturor

problem-month_invalid = ”{ $month }” är ingen månad.
    .detail = Skriv den som 2026-10.
problem-month_not_over = { $month } har inte börjat än.
    .detail = Välj en tidigare månad.
problem-invoice_issued = Den är redan utfärdad, som nr { $number }.
    .detail = Det som är utfärdat ändras aldrig. Kreditera den om den är fel.
problem-draft_outdated = Något har kommit sedan utkastet gjordes.
    .detail = En uppgift, en kreditnota eller en annan faktura ändrar vad som är att betala. Gör utkasten igen, titta, och utfärda sedan.
problem-invoice_not_issued = Detta är ett utkast och ingen faktura än.
    .detail = Ett utkast behöver ingen kreditnota: gör det igen.
problem-invoice_credited = Faktura nr { $number } är redan krediterad.
    .detail = Öppna dess kreditnota.
problem-invoice_not_creditable = Nr { $number } är en kreditnota för en faktura.
    .detail = Den kan inte själv krediteras. Gör en ny faktura om något är att betala.
problem-invoice_corrected = Nr { $number } rättar den här fakturan.
    .detail = Kreditera nr { $number } först och sedan den här: annars får kunden samma sak tillbaka två gånger.
problem-nothing_to_report = Det finns inget att rapportera.
    .detail = Varje uppgift är kvitterad, eller ingen månad är avslutad än.
problem-receipt_unknown = Kvittot gäller ingen förbrukningsfil från den här installationen.
    .detail = Läs in det där filen gjordes; be utfärdaren om kvittot på den senaste.

## Varför ett värde avslås: det som kodens mening avslutas med

problem-too_large-body = Det som skickades är större än det får vara.
    .detail = Högst { $most } tas emot här. Kontrollera att det är det du ville skicka, eller skicka mindre åt gången.
problem-unsupported_media_type-compressed = Det som skickades är komprimerat, och packas inte upp här.
    .detail = Skicka det som det är, utan Content-Encoding.
problem-why-json-ends-early = Innehållet är inte JSON: det slutar för tidigt på rad { $line }, vid tecken { $column }.
problem-why-json-breaks-off = Innehållet är inte JSON: det går inte att läsa vidare på rad { $line }, vid tecken { $column }.
problem-why-form-broken = Formuläret klipptes av på vägen eller ändrades. Läs in sidan igen och skicka en gång till.
problem-why-no-field = Det finns inget fält `{ $path }`.
problem-why-missing = Fältet `{ $field }` saknas.
problem-why-twice = Fältet `{ $field }` finns två gånger.
problem-why-shape = { $whole ->
    [body] Det som skickades
   *[field] `{ $path }`
} måste vara { $kind ->
    [count] ett heltal, 0 eller mer
    [whole] ett heltal
    [fits] ett heltal som får plats
    [number] ett tal
    [truth] `true` eller `false`
    [text] en text
    [list] en lista
    [date] ett datum som `2027-03-01`, eller en tidpunkt som `2027-03-01T12:00:00Z`
    [choice] något av: { $known }
   *[object] ett objekt
}.
problem-why-range = Det måste vara från 1 till { $most }.
problem-why-most-counted = Fler än { $most } kan inte räknas.
problem-why-used-or-change = Skicka antingen `used` eller `change`, inte båda.
problem-why-most-reserved = Fler än { $most } kan inte reserveras på en gång.
problem-why-month = En månad skrivs ÅÅÅÅ-MM, från 1970-01 till 9998-12.
problem-why-most-months = Högst { $most } månader besvaras på en gång.
problem-why-date = Det ska vara ett datum, till exempel 2027-03-01.
problem-why-from-to = `from` får inte vara efter `to`, och inte efter i dag.
problem-why-most-days = En rapport omfattar högst { $most } dagar.
problem-why-no-use-kept = Ingen användning sparas för `{ $name }`.
problem-why-no-reason = `{ $name }` är inget skäl.
problem-why-no-kind = Det finns inget slag `{ $name }`.
problem-why-one-of = Det ska vara ett av: { $known }.
problem-why-message-empty = Dagens meddelande behöver en text.
problem-why-no-moment = Det är ingen tidpunkt i vår kalender.
problem-why-two-requests = Säg hur långt det har kommit, och ändra händelsen, i två anrop.
problem-why-no-owner = En händelse som gäller överallt ägs av ingen.
problem-why-quantity-or-more = Skicka antingen `quantity` eller `more`, inte båda.
problem-why-amount = Beloppet är för stort.
problem-why-page-limit = `limit` måste vara 1 till 1000.
problem-why-idempotency-key = `Idempotency-Key` måste vara 1 till 255 synliga ASCII-tecken, med eller utan dubbla citattecken.
problem-why-empty = `{ $path }` är tomt.
problem-why-plain-text = `{ $path }` får ha högst { $most } tecken, och inga styrtecken.
problem-why-most-characters = Högst { $most } tecken.
problem-why-no-more-characters = Inte mer än { $most } tecken.
problem-why-control = Styrtecken kan inte sparas.
problem-why-no-control = Inga styrtecken.
problem-why-name-100 = 1 till 100 tecken.
problem-why-name-200 = Ett namn har 1 till 200 tecken.
problem-why-password-short = Ett lösenord behöver minst { $minimum } tecken.
problem-why-password-long = Ett lösenord får ha högst { $most } byte.
problem-why-password-simple = Ett lösenord behöver minst fem olika tecken.
problem-why-password-login = Ett lösenord får inte innehålla inloggningsnamnet.
problem-why-login = Ett inloggningsnamn behövs.
problem-why-no-login = Detta kan inte vara ett inloggningsnamn.
problem-why-name = Ett namn behövs.
problem-why-email = En e-postadress ser ut som anna@example.org.
problem-why-no-address = { $address } är ingen e-postadress.
problem-why-most-addresses = Högst { $most } adresser.
problem-why-most-groups = Högst { $most } grupper.
problem-why-most-attributes = Högst { $most } attribut.
problem-why-attribute-name = Ett attributs namn har 1 till { $most } tecken, och = är inget av dem.
problem-why-attribute-twice = Ett attribut finns två gånger.
problem-why-former = Användaren är tidigare användare: gör användaren aktiv först.
problem-why-no-day = Detta är ingen dag.
problem-why-day-over = Den sista dagen har passerat.
problem-why-choose-user = Välj minst en användare.
problem-why-holder = 1 till 200 tecken och högst 400 byte, som de står i licensen.
problem-why-serial = Siffror, bokstäver och bindestreck, högst 40, som de står i licensen.
problem-why-slug = Ett kortnamn har 1 till 60 tecken: små bokstäver, siffror och enstaka bindestreck mellan dem.
problem-why-rule-name = En regel behöver ett namn.
problem-why-rule-condition = Ett villkor börjar med det som det ser på: ett attribut med sitt namn, som i department = Research.
problem-why-rule-value = Ett värde är tomt. Lämna hela listan tom för att godta vilket värde som helst.
problem-why-rule-gives = En regel ger minst en plan eller modul.
problem-why-rule-twice = Det finns två regler som heter ”{ $name }”.
problem-why-steps = Skriv högst 12 hela antal dagar från 1 till 730, med komma emellan.
problem-why-key-days = En nyckel får signera i 1 till { $most } dagar.
problem-why-reason = Skriv varför med 1 till { $most } tecken.
problem-why-control-but-tab = Inga styrtecken utom tabb och radbrytning.
problem-why-hold = Den som håller inne paket skriver varför; { "`{}`" } släpper dem.
problem-why-too-few-left = { $module }: det finns bara { $left } att lämna tillbaka.
problem-why-module-twice = { $module } nämns två gånger.
problem-why-no-module = Det finns ingen modul `{ $name }`.
problem-why-none-called = Det finns ingen med detta namn.
problem-why-not-to-users = `{ $name }` ges med en plan eller till alla, inte till enskilda användare.
problem-why-no-installation = Det finns ingen installation `{ $name }`.
problem-why-still-to-come = `{ $at }` har inte varit än.
problem-why-nul = Tecknet NUL (U+0000) kan inte sparas: det syns inte, och kan ha kommit med det som kopierades.
