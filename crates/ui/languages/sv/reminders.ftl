### Påminnelser: det som löper ut och det som blir fullt, i ord; inställningarna; hur det går för meddelanden.

reminders-title = Påminnelser
reminders-lead = Det som löper ut eller blir fullt sägs i tid, en gång per steg, till dem som kan göra något åt det.
reminders-now = Titta nu
reminders-tab-told = Sagt
reminders-tab-settings = Inställningar
reminders-tab-webhooks = Webhooks
reminders-tab-deliveries = Leveranser
reminders-what = Vad som sades
reminders-kind = Slag
reminders-when = När
reminders-told-to = Till
reminders-told-nobody = Ingen; det står i I dag
reminders-told-gone = Någon som inte längre har tillgång
reminders-told-webhook-gone = En webhook som togs bort
reminders-told-more = och { $count } till
reminders-reach-nobody = Påminnelser når ingen: det finns varken e-postserver, e-postadress eller webhook för dem. De står i I dag och sägs så snart det finns någon att säga dem till.
reminders-none = Ingen har fått veta något ännu
reminders-none-means = Servern tittar klockan sju varje morgon, och när ett paket träder i kraft.
reminders-made = { $count ->
    [0] Inget är nytt.
    [one] 1 påminnelse gjordes.
   *[other] { $count } påminnelser gjordes.
}
reminders-saved = Sparat.

## Slag: `reminders-kind-<kind>`.

reminders-kind-expiry = Licenser löper ut
reminders-kind-grace = Licenser stannar
reminders-kind-admin_warning = Dags att förnya
reminders-kind-next_check = Fråga efter nytt
reminders-kind-maintenance = Underhåll
reminders-kind-row = Platser tar slut
reminders-kind-package = Paket väntar
reminders-kind-capacity = Platser
reminders-kind-limit = Plangräns
reminders-kind-meter = Mätt tjänst
reminders-kind-waiting = Väntelista
reminders-kind-approval = Godkännande
reminders-kind-blocked = Inloggning
reminders-kind-contact = Leverantör
reminders-kind-delivery = Meddelanden
reminders-kind-tampered = Manipulering
reminders-kind-unlicensed = Licens

## Vad det är, och vad det betyder.

reminders-expiry = { $count ->
    [0] Licenserna från { $issuer } löper ut i dag
    [one] Licenserna från { $issuer } löper ut i morgon
   *[other] Licenserna från { $issuer } löper ut om { $count } dagar
}
reminders-expiry-passed = Licenserna från { $issuer } har löpt ut
reminders-expiry-means = Deras sista dag är { $date }.
reminders-grace = { $count ->
    [0] Licenserna från { $issuer } stannar efter i dag
    [one] Licenserna från { $issuer } stannar efter i morgon
   *[other] Licenserna från { $issuer } stannar om { $count } dagar
}
reminders-grace-passed = Licenserna från { $issuer } har stannat
reminders-grace-means = Sista dagen de fungerar är { $date }.
reminders-warning = { $count ->
    [one] Från och med i morgon bör licenserna från { $issuer } förnyas
   *[other] Om { $count } dagar bör licenserna från { $issuer } förnyas
}
reminders-warning-passed = Licenserna från { $issuer } bör förnyas nu
reminders-warning-means = Leverantören har satt { $date } för det.
reminders-check = { $count ->
    [0] { $issuer } ska frågas efter nytt i dag
    [one] { $issuer } ska frågas efter nytt senast i morgon
   *[other] { $issuer } ska frågas efter nytt inom { $count } dagar
}
reminders-check-passed = { $issuer } har inte frågats efter nytt i tid
reminders-check-means = Datumet för det är { $date }. Servern når inte leverantören själv.
reminders-maintenance = { $count ->
    [0] Underhållet från { $issuer } tar slut i dag
    [one] Underhållet från { $issuer } tar slut i morgon
   *[other] Underhållet från { $issuer } tar slut om { $count } dagar
}
reminders-maintenance-passed = Underhållet från { $issuer } har tagit slut
reminders-maintenance-means = Versioner som släpps efter { $date } omfattas inte.
reminders-row = { $count ->
    [0] Platser av { $module } tar slut i dag
    [one] Platser av { $module } tar slut i morgon
   *[other] Platser av { $module } tar slut om { $count } dagar
}
reminders-row-whole = { $count ->
    [0] { $module } tar slut i dag
    [one] { $module } tar slut i morgon
   *[other] { $module } tar slut om { $count } dagar
}
reminders-row-whole-means = Efter { $date } är den inte längre licensierad.
reminders-row-licences = { $count ->
    [0] Licenser för { $module } tar slut i dag
    [one] Licenser för { $module } tar slut i morgon
   *[other] Licenser för { $module } tar slut om { $count } dagar
}
reminders-row-sites = { $valid ->
    [0] Efter { $date } finns ingen kvar av de { $used } som installationer använder.
   *[other] Efter { $date } finns { $valid } kvar av de { $used } som installationer använder.
}
reminders-row-sessions = { $valid ->
    [0] Efter { $date } kan ingen öppna en session med den.
    [one] Efter { $date } kan 1 session i taget ha den.
   *[other] Efter { $date } kan { $valid } sessioner i taget ha den.
}
reminders-row-means = Efter { $date } finns { $valid } kvar av de { $used } som används. De som fick sin sist hamnar på väntelistan.
reminders-row-ends = Efter { $date } finns ingen kvar av de { $used } som används. Alla som har en hamnar på väntelistan.
reminders-row-all = Det är { $names }.
reminders-row-all-more = Det är { $names } och { $count } till.
reminders-row-people = Om inte andra lämnar sina före dess gäller det: { $names }.
reminders-row-people-more = Om inte andra lämnar sina före dess gäller det: { $names } och { $count } till.
reminders-short-one = { $name } ({ $used } används, { $valid } kvar)
reminders-short = Då finns för få kvar: { $names }.
reminders-short-more = Då finns för få kvar: { $names } och { $count } till.
reminders-package = Nya licenser från { $issuer } väntar på att aktiveras
reminders-package-means = Se vad de ändrar, och aktivera dem.
reminders-package-before = Aktivera de nya licenserna från { $issuer } senast { $date }
reminders-package-before-means = De är laddade och räcker. Det som gäller nu löper ut.
reminders-package-now = Aktivera de nya licenserna från { $issuer } nu
reminders-package-now-means = De är laddade och räcker. Det som gällde löpte ut { $date }.
reminders-over = { $count ->
    [one] { $module }: 1 plats mer används än det finns
   *[other] { $module }: { $count } platser mer används än det finns
}
reminders-over-means = { $used } används, { $total } finns. Återkalla några, eller köp fler.
reminders-full = { $total ->
    [one] { $module }: den enda platsen är tagen
   *[other] { $module }: alla { $total } platser är tagna
}
reminders-full-means = Den som får en nu väntar. Se vem som inte har använt sin, eller köp fler.
reminders-full-suite-means = Ingen mer kan få logga in. Ta inloggningen från någon som inte behöver den, eller köp fler.
reminders-over-suite-means = { $used } används, { $total } finns. Ta inloggningen från några, eller köp fler.
reminders-over-site = { $count ->
    [one] { $module }: 1 fler används än det finns
   *[other] { $module }: { $count } fler används än det finns
}
reminders-over-site-means = { $used } används, { $total } finns. Ta tillbaka några från installationer, eller köp fler.
reminders-full-site = { $total ->
    [one] { $module }: den enda licensen används
   *[other] { $module }: alla { $total } licenser används
}
reminders-full-site-means = Ingen annan installation kan få en. Ta den från en som inte behöver den, eller köp fler.
reminders-nearly-site = { $count ->
    [one] { $module }: 1 licens är kvar
   *[other] { $module }: { $count } licenser är kvar
}
reminders-nearly = { $count ->
    [one] { $module }: 1 plats är kvar
   *[other] { $module }: { $count } platser är kvar
}
reminders-nearly-means = { $used } av { $total } används.
reminders-waiting = { $count ->
    [one] 1 person väntar på { $module }
   *[other] { $count } personer väntar på { $module }
}
reminders-waiting-means = De får en plats när en blir ledig. Se varför var och en väntar.
reminders-limit = { $count ->
    [one] { $limit }: plats för 1 till
   *[other] { $limit }: plats för { $count } till
}
reminders-limit-full = { $limit }: planens gräns är nådd
reminders-limit-full-means = Inget mer kan skapas; det som finns behålls.
reminders-limit-none = { $limit }: det ingår inte i planen
reminders-limit-none-means = { $used } finns. Inget mer kan skapas; det som finns behålls.
reminders-limit-means = { $used } av { $max } används.
reminders-meter = { $meter }: { $share } av månadens kvot är använd
reminders-meter-full = { $meter }: månadens kvot är slut
reminders-meter-forecast = { $meter }: månadens kvot tar slut { $date }
reminders-meter-means = { $used } av { $allowance } är använda. Det som går utöver faktureras.
reminders-meter-means-by = { $used } av { $allowance } är använda; fortsätter det så här är alla slut omkring { $date }. Det som går utöver faktureras.
reminders-approval = { $count ->
    [one] 1 person väntar på godkännande
   *[other] { $count } personer väntar på godkännande
}
reminders-approval-means = De kan inte logga in innan någon godkänner dem.
reminders-blocked = Ingen kan logga in
reminders-blocked-means = Systemhändelsen Ingen inloggning är på. Den står kvar tills någon avslutar den.
reminders-unlicensed = Ingen licens gäller
reminders-unlicensed-means = Den här installationen kör i demoläge.
reminders-unlicensed-name = Ange först företagsnamn och serienummer: båda står på orderbekräftelsen.
reminders-unlicensed-load = Läs in licensfilen som leverantören har skickat, eller begär en.
reminders-undelivered = { $count ->
    [one] 1 meddelande kunde inte levereras
   *[other] { $count } meddelanden kunde inte levereras
}
reminders-undelivered-means = De försöktes i tre dagar. Se varför.
reminders-tampered-means = De räknas som frånvarande tills någon bestämmer vad som ska göras.

## Vad som kan göras: orden på en knapp.

reminders-do-licences = Se licenser
reminders-do-ask = Fråga efter nytt
reminders-do-product = Se platser
reminders-do-licence = Se licensen
reminders-do-package = Titta och aktivera
reminders-do-waiting = Se vilka som väntar
reminders-do-limit = Se planen
reminders-do-meters = Se användning
reminders-do-approval = Godkänn
reminders-do-deliveries = Se leveranser
reminders-do-events = Se systemhändelser

## E-post.

reminders-mail-subject-one = { $what } · { $name }
reminders-mail-subject = { $count } påminnelser om licenser · { $name }
reminders-mail-why = Du får detta för att du får hantera licenser eller användare i { $name }. När, om vad och till vem kan ändras:
reminders-trial-subject = Test · { $name }
reminders-trial-title = E-posten kommer fram
reminders-trial-means = Påminnelser om licenser kommer den här vägen.
reminders-trial = Skicka ett test
reminders-trial-to = Skicka ett testbrev till
reminders-trial-sent = E-postservern tog emot ett meddelande till { $to }.

## Inställningar.

reminders-when-and-what = När och om vad
reminders-steps = Dagar före ett datum
reminders-steps-hint = Tal med komma emellan, till exempel 90, 60, 30, 14, 7, 1. Vart och ett sägs en gång; utan något tal sägs inget datum i förväg.
reminders-of-what = Berätta om
reminders-who = Vem får e-post
reminders-accounts = Konton som kan göra något åt det
reminders-accounts-hint = Vart och ett på sitt eget språk. Adressen är den som användaren bakom kontot har.
reminders-no-address = ingen e-postadress
reminders-also = Fler adresser
reminders-also-hint = En per rad, gärna med ett språk efter: licenser@example.com sv
reminders-save = Spara
reminders-mail = E-postserver

## Hur det går för meddelanden.

reminders-to = Till
reminders-subject = Om
reminders-state = Läge
reminders-delivered = Levererat
reminders-given-up = Uppgivet
reminders-on-its-way = På väg
reminders-trying = { $count ->
    [one] Misslyckades en gång, försöks igen
   *[other] Misslyckades { $count } gånger, försöks igen
}
reminders-receiver-gone = Någon som inte längre får veta
reminders-undelivered-none = Inga meddelanden ännu
reminders-undelivered-none-means = Här står e-post och webhooks från de senaste trettio dagarna, och hur det gick.

## Varför ett meddelande inte kom fram: `reminders-why-<code>`.

reminders-why-mail_off = Ingen e-post skickas: ingen e-postserver är inställd, eller så ringer servern ingen.
reminders-why-mail_settings = E-postserverns inställningar går inte att använda.
reminders-why-mail_address = Adressen är ingen.
reminders-why-mail_refused = E-postservern vägrade.
reminders-why-mail_unreachable = E-postservern går inte att nå.
reminders-why-receiver_gone = Ingen får veta något där längre.
reminders-why-outbound_disabled = Servern ringer ingen.
reminders-why-address_invalid = Adressen är ingen.
reminders-why-address_internal = Adressen leder in i serverns eget nät.
reminders-why-unreachable = Ingen svarar där.
reminders-why-timeout = Den svarade inte i tid.
reminders-why-tls = Det finns ingen säker förbindelse.
reminders-why-status = Den svarade med ett fel.
reminders-why-gone = Den vill inte ha fler meddelanden (410).
reminders-why-webhook_disabled = Webhooken stängdes av.
