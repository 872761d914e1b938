### Nycklar och utfärdare.

keys-title = Nycklar och utfärdare
keys-empty-title = Inga nycklar ännu
keys-empty-why = ”licentia authority init” skapar rotnyckeln och nyckeln som signerar paket.
keys-root = Rotnyckel
keys-root-kind = Slag
keys-root-real = För riktiga kunder
keys-root-demo = Endast för demonstration
keys-root-download = Hämta root.pem
keys-root-means = Kunderna litar på den här nyckeln och inget annat. Ge dem root.pem när de sätter upp sin server, och låt dem jämföra fingeravtrycket med er. Dess hemliga hälft ligger i en egen fil, inte i den här serverns databas.
keys-root-others = Kunderna litar på den här nyckeln och inget annat. Den är inte er: dess ägare har certifierat er nyckel, och certifierar och återkallar nästa. Jämför fingeravtrycket med ägarens.
keys-fingerprint = Fingeravtryck
keys-issuer = Utfärdarnycklar
keys-partner = Partner
keys-column-key = Nyckel
keys-column-issuer = Utfärdare
keys-column-from = Signerar från
keys-column-until = Signerar till
keys-column-customers = Kunder på den
keys-column-state = Läge
keys-active = Signerar paket
keys-certified = Certifierad; signerar någon annanstans
keys-waiting = Väntar på sitt certifikat
keys-past = Tidigare; dess paket gäller fortfarande
keys-withdrawn = Återkallad
keys-suspect = Någon annan kan känna till dess hemliga hälft.
keys-demo-banner = Detta är en demonstration. Paket som signeras här avvisas av alla riktiga servrar.

## Nyckellistan

keys-list = Nyckellista
keys-list-download = Hämta nyckellistan
keys-list-none = Det finns ingen ännu. Den första signeras när en nyckel certifieras, ersätts eller återkallas.
keys-list-version = Version
keys-list-signed = Signerad
keys-list-known = Känd av
keys-list-know = { $count ->
    [0] Ingen installation har anmält sig ännu
    [one] { $knowing } av 1 installation
   *[other] { $knowing } av { $count } installationer
}
keys-list-means = Signerad av roten: den säger vilka nycklar som används och vilka som är återkallade. Den följer med varje paket och varje svar; hämta den för servrar som aldrig ringer.

## Vad som står på tur

keys-next = Nästa steg
keys-next-command = Kommando
keys-next-where = Skriv det på datorn där den här utfärdarservern har sina data. För att ersätta, certifiera eller återkalla en nyckel, ta med rotens nyckelfil dit så länge det behövs.
keys-next-init = Det finns inga nycklar ännu. Skapa dem, med namnet på den som utfärdar licenserna.
keys-next-first-certificate = Nyckeln { $kid } för { $issuer } väntar på sitt certifikat. Skicka dess offentliga hälft ({ $issuer }.pub.pem) till rotens ägare, som certifierar den med ”licentia keys certify”, och läs in filen som kommer tillbaka.
keys-next-next-certificate = En ny nyckel { $kid } väntar på sitt certifikat, och { $replaces } signerar tills dess. Skicka dess offentliga hälft ({ $issuer }.pub.pem) till rotens ägare, som certifierar den med ”licentia keys certify --replaces { $replaces }”, och läs in filen som kommer tillbaka.
keys-next-replace-withdrawn = Nyckeln { $kid } är återkallad, och inget kan signeras. Skapa en ny.
keys-next-replace-ended = Nyckeln { $kid } får inte signera längre; vad den har signerat gäller fortfarande. Ersätt den.
keys-next-replace-soon = { $count ->
    [0] Nyckeln { $kid } signerar sin sista dag i dag.
    [one] Nyckeln { $kid } får signera en dag till.
   *[other] Nyckeln { $kid } får signera { $count } dagar till.
} Ersätt den nu; ingen utom ni märker det.
keys-next-withdraw-suspect = En ny nyckel signerar, och den gamla nyckeln { $kid }, som någon annan kan känna till, godtas fortfarande. Återkalla den genast: ingen server som hör om det tar emot vad den har signerat, och vad kunderna har aktiverat fortsätter att gälla.
keys-next-ask-withdrawal = En ny nyckel signerar, och den gamla nyckeln { $kid }, som någon annan kan känna till, godtas fortfarande. Be rotens ägare att återkalla den, och läs in nyckellistan som kommer tillbaka.
keys-next-reissue = { $count ->
    [one] En kunds nyaste paket hänger på en nyckel som inte signerar längre.
   *[other] { $count } kunders nyaste paket hänger på en nyckel som inte signerar längre.
} Signera deras nästa: den vars server ringer får det av sig själv, de andra som fil.
keys-next-publish = { $count ->
    [one] Den enda installationen känner inte till nyckellista { $version } ännu. Den får
   *[other] { $knowing } av { $count } installationer känner till nyckellista { $version }. De andra får
} veta det med nästa svar eller paket; skriv den till en fil för dem som aldrig ringer.
keys-next-withdraw = Alla kunders nyaste paket hänger på den nya nyckeln, och { $count ->
    [0] ingen installation behöver få veta det.
    [one] { $knowing } av 1 installation känner till dess nyckellista.
   *[other] { $knowing } av { $count } installationer känner till dess nyckellista.
} Den gamla nyckeln { $kid } behövs inte längre: återkalla den, så att ingen någonsin kan använda den igen.
keys-next-rest = Inget pågår: nyckeln { $kid } signerar för { $issuer } till { $until }. För att ändå ersätta den, börja med detta; lägg till --compromised om någon annan kan känna till den.

## Avslag

problem-issuer_key_withdrawn = Utfärdarens nyckel är återkallad.
    .detail = Inget kan signeras med den. ”licentia keys next” berättar hur den ersätts.
problem-partner_keys = Den här utfärdarserverns nycklar certifieras av någon annans rot.
    .detail = Skapa nästa nyckel med ”licentia keys rotate”, och skicka dess offentliga hälft till rotens ägare.
problem-root_is_ours = Roten är den här utfärdarserverns egen.
    .detail = ”licentia keys rotate” certifierar den nya nyckeln genast.
problem-issuer_is_ours = Den här servern signerar själv för { $issuer }.
    .detail = En partner behöver ett eget utfärdarnamn.
problem-issuer_certified = Namnet { $issuer } är certifierat för en annan nyckel, { $kid }.
    .detail = Ett namn tillhör en enda partner. Om detta är samma partners nästa nyckel, säg det med --replaces { $kid }.
problem-key_in_use = Nyckeln { $kid } används redan till något annat.
    .detail = Låt den som skickade den skapa en ny nyckel för det här namnet.
problem-key_already_withdrawn = Nyckeln { $kid } är återkallad.
    .detail = Det går inte att ta tillbaka. Det behövs en ny nyckel.
problem-key_not_ours = Certifikatet gäller en nyckel som inte finns här: { $kid }.
    .detail = Läs in det på servern som skapade nyckeln, eller låt den här serverns nyckel certifieras.
problem-key_not_certified = Nyckeln { $kid } har inget certifikat ännu.
    .detail = Inget behöver återkallas: ingen godtar den.
problem-key_active = Nyckeln { $kid } signerar paket här.
    .detail = Ersätt den först med ”licentia keys rotate”, och återkalla den sedan.
problem-key_is_root = Detta är själva roten.
    .detail = Roten återkallas inte med en nyckellista: kunderna måste få en annan root.pem.
problem-certificate_other_issuer = Certifikatet gäller { $issuer }, nyckeln är { $ours }s.
    .detail = Be rotens ägare om ett certifikat för { $ours }.
problem-certificate_ended = Certifikatet har redan gått ut.
    .detail = Be rotens ägare om ett nytt, och kontrollera datorns klocka.

## I huvudboken

ledger-kind-keys-made = Utfärdarnyckel skapad
ledger-kind-keys-installed = Certifikat eller nyckellista inläst
ledger-kind-keys-withdrawn = Utfärdarnyckel återkallad
