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
contact-waits-prepared = Det gäller en produktversion som inte används än. Det träder i kraft när den versionen anmäler sig.
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
problem-outbound_disabled = Den här servern anropar ingen annan.
    .detail = Utväxla filer med leverantören, eller tillåt anrop med enabled = true under [outbound].
problem-offline = Det finns ingen att fråga.
    .detail = Ingen adress till en licensserver är känd, eller så är anrop avstängda. Utväxla filer med leverantören i stället.
problem-other_bytes = Paketet som kom är inte det som leverantörens svar nämnde.
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
