### Samtalet med varje utfärdares licensserver.

## Läget: `contact-state-<state>`.

contact-state-up_to_date = Aktuellt
contact-state-new_licence_available = Ny licens finns
contact-state-new_licence_activated = Ny licens aktiverad
contact-state-new_company_name = Nytt företagsnamn
contact-state-new_serial_number = Nytt serienummer
contact-state-message = Meddelande
contact-state-message_with_link = Meddelande
contact-state-problem = Problem
contact-state-never_asked = Inte frågat än
contact-state-offline = Offline

## Varför ett paket väntar på beslut: `contact-waits-<code>`.

contact-waits-held = Leverantören håller inne licenserna.
contact-waits-new_serial_number = Det ändrar serienumret.
contact-waits-new_company_name = Det ändrar företagsnamnet.
contact-waits-first_package = Det är utfärdarens första paket här.
contact-waits-blocked = Fler licenser används än det innehåller.
contact-waits-people_lose = Någon skulle förlora en licens.
contact-waits-module_goes = En modul försvinner.
contact-waits-dates_earlier = Ett datum flyttas närmare.
contact-waits-suite_changes = Sviten ändras.
contact-waits-zone_changes = Tidszonen som dagarna räknas i ändras.
contact-waits-less_later = En senare dag, eller genom en plangräns, tillåter det mindre än nu.
contact-waits-prepared = Det gäller en produktversion som inte används än. När den versionen anmäler sig träder det i kraft om det inte tar något från någon; aktivera det för att besluta det nu.
contact-waits-version_not_covered = Produktversioner som omfattas nu skulle inte omfattas längre.
contact-waits-from_file = Det lästes in från en fil och väntar på att någon beslutar.
contact-waits-dismissed = Någon har lagt det åt sidan. Ladda det igen för att besluta på nytt.

## Det som är i vägen.

problem-authority_unreachable = Leverantörens licensserver svarar inte.
    .detail = Inget stannar för den skull; den tillfrågas igen av sig själv. Om det består: kontrollera nätet och adressen, eller utväxla filer.
problem-authority_not_secure = Ingen säker anslutning till leverantörens licensserver.
    .detail = Kontrollera maskinens klocka och certifikat, och om något på vägen öppnar anslutningen.
problem-authority_address = Adressen till leverantörens licensserver är ingen adress.
    .detail = Rätta den i inställningarna, under [authority] eller [issuers].
problem-authority_trouble = Leverantörens licensserver kunde inte svara.
    .detail = Den tillfrågas igen av sig själv. Säg till leverantören om det består.
problem-letter_not_taken = Leverantörens licensserver tog inte emot brevet.
    .detail = Spara det och skicka det med e-post. Det är signerat av den här installationen.
problem-authority_time_ahead = Klockan hos leverantörens licensserver går mer än ett dygn före den här maskinens.
    .detail = Dess tid tas inte över. Kontrollera maskinens datum och ställ det rätt; om det är rätt, säg till leverantören.
problem-server_trouble = Den här servern kunde inte spara vad licensservern svarade.
    .detail = Det görs ett nytt försök av sig självt. Se serverns logg om det består.
problem-outbound_disabled = Den här servern anropar ingen annan.
    .detail = Utväxla filer med leverantören, eller tillåt anrop med enabled = true under [outbound].
problem-offline = Det finns ingen att fråga.
    .detail = Ingen adress till en licensserver är känd, eller så är anrop avstängda. Utväxla filer med leverantören i stället.
problem-other_bytes = Paketet som kom är inte det som leverantörens svar nämnde.
    .detail = Det sparades inte. Det hämtas igen av sig själv; säg till leverantören om det består.
problem-another_package_than_offered = Paketet som kom är ett annat än det som leverantörens svar nämnde, eller en annan utfärdares.
    .detail = Det sparades inte. Det hämtas igen av sig själv; säg till leverantören om det består.
problem-turn_lost = Frågan tog så lång tid att en annan server frågar nu.
    .detail = Inget behöver göras.
problem-installation_waiting = Leverantören har inte godtagit den här installationen än.
    .detail = Leverantörens support har fått veta det. Fråga där om det dröjer.
problem-serial_unknown = Leverantören känner inte till serienumret.
    .detail = Jämför det med orderbekräftelsen, tecken för tecken.
problem-request_replayed = Den här begäran har redan använts.
    .detail = Fråga igen. Om det består upprepar någon det som skickats: säg till leverantören.
problem-request_too_old = Begäran är för gammal.
    .detail = Kontrollera maskinens klocka och gör en ny begäran.
contact-up-to-date = Din licens är aktuell.
contact-checked = Kontrollerad
contact-check = Kontrollera nu
contact-asking = { $issuer } tillfrågas.
contact-never-asked = { $issuer } har inte tillfrågats om nyheter ännu.
contact-offline = { $issuer } tillfrågas inte om nyheter härifrån. Licenser kommer som filer.
contact-activated = Ny licens aktiverad
contact-dismiss = Ta bort
contact-hold = { $issuer } håller inne nya licenser:
contact-message = { $issuer } meddelar:
contact-read-more = Läs mer
contact-new-name = { $issuer } har ett nytt företagsnamn för er:
contact-new-serial = { $issuer } har ett nytt serienummer för er:
contact-new-holder-offered = Det följer med den nya licensen: aktivera den, så gäller det även här.
contact-new-holder-do = Ingenting behöver skrivas: nästa licens innehåller det, och du bekräftar det genom att aktivera den.
contact-detail = För experten
contact-title = Säg till { $issuer }
contact-lead = Om paket nr { $number }. Aktivera det inte innan du har fått svar.
contact-subject = Ämne
contact-subject-about = Fel licenser i paket nr { $number }
contact-text = Vad som är fel
contact-text-hint = Vilken licens, vilket antal, och vad ni beställde.
contact-name = Ditt namn
contact-email = Din e-postadress
contact-attached = Jämförelsen för paket nr { $number } följer med
contact-attached-why = Antal och moduler följer med, ingen person.
contact-send = Skicka till { $issuer }
contact-field-wrong = Fyll i detta, och fatta dig kort.
contact-sent = Skickat till { $issuer }
contact-sent-means = { $issuer } har det och svarar med e-post. Paketet väntar under tiden.
contact-saved = Skicka den här filen
contact-by-hand = Spara brevet och skicka det till { $issuer } med e-post. Det är signerat av den här installationen.
contact-save = Spara
contact-id = Brevets nummer:
contact-back = Tillbaka till paketet
contact-unknown = Något är fel mellan här och { $issuer }.
contact-unknown-do = Uppge koden bredvid för leverantörens support.
problem-holder_former = { $issuer } känner er ännu under ett tidigare företagsnamn eller serienummer:
    .detail = Be dem godkänna ändringen; sedan kommer deras licenser för den innehavare som ni är nu.
problem-installation_released = Leverantören har frigjort den här installationen.
    .detail = Be leverantörens support godta den igen.
contact-failing-since = Inget svar sedan
