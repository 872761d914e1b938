### Disken: förfrågningsfiler, kvitton och brev från kundernas installationer.

desk-title = Förfrågningar
desk-lead = Vad kundernas installationer har skickat, och vad som väntar på någon här.
desk-file = Fil från en kund
desk-file-hint = En förfrågan (.tlr), ett kvitto (.tlc) eller ett brev (.tll): filen säger vilket.
desk-open = Öppna fil
desk-waiting = Väntar
desk-everything = Allt
desk-files = Förfrågningsfiler och byten av innehavare
desk-letters = Brev
desk-keys = Installationer
desk-none = Inget väntar
desk-none-why = Förfrågningar som inte kan besvaras av sig själva, brev och installationer som väntar på support visas här.
desk-nothing = Inget har kommit än
desk-nothing-why = Öppna en fil från en kund ovan. Det som kommer online visas av sig självt.
desk-column-what = Vad
desk-column-received = Mottaget
desk-kind-request = Förfrågan
desk-kind-holder = Byte av namn eller serienummer
desk-kind-receipt = Kvitto
desk-kind-letter = Brev
desk-state-waiting = Väntar
desk-state-answered = Besvarad
desk-state-received = Mottaget
desk-state-closed = Undanlagd
desk-look = Titta på den
desk-waits-for-you = Den väntar på någon här.
desk-from = { $kind } från { $name }
desk-file-as-it-came = Filen som den kom
desk-to-accept = Godta installationen
desk-asks = Frågar efter
desk-asks-status = Vad som är nytt
desk-asks-package = Ett paket
desk-asks-serial = Annat namn eller serienummer
desk-answered-title = Besvarad
desk-answered-means = Svaret gäller bara den här förfrågan och den här installationen. Skicka filen till kunden, som läser in den i sin licenshanterare och jämför innan något händer.
desk-has = Vad installationen har
desk-number-of = Nr { $number } av { $newest }
desk-ledger = Huvudbok
desk-head = slutar vid post { $revision }
desk-keys-known = Känd nyckellista
desk-written = Skriven
desk-clock = Dess klocka visade
desk-gets = Vad den skulle få
desk-gets-beside = Paket nr { $number } jämfört med dess nr { $held }
desk-gets-first = Paket nr { $number }, dess första
desk-gets-same = Inget som kunden ser ändras. Paketet förnyar det som finns.
desk-mark-rewound = Installationen kör på en äldre databas än förut: en säkerhetskopia har återställts, eller två servrar delar en nyckel.
desk-mark-deleted = Licenser har tagits bort på installationen.
desk-mark-clock = { $hours ->
    [one] Installationens klocka har ställts tillbaka 1 timme.
   *[other] Installationens klocka har ställts tillbaka { $hours } timmar.
}
desk-answer-title = Svara
desk-answer = Svara med paket nr { $number }
desk-answer-means = Signerar nästa paket med allt som kunden äger, bundet till den här förfrågan och till installationens nyckel. Samma förfrågan besvaras alltid med samma fil.
desk-answer-not-yours = För att svara krävs rätten att sälja.
desk-version = Det kunden äger gäller inte version { $version }.
desk-cover-version = Låt kunden äga version { $version }
desk-close = Lägg undan
desk-close-does-request = Förfrågan besvaras inte. Installationen fortsätter med det den har och kan fråga igen när som helst.
desk-close-does-letter = Det lämnar disken. Inget skickas till kunden.
desk-close-does-kept = Det finns kvar under ”Allt” och i kundens historik.
desk-reply = Svara med e-post
desk-comparison = Jämförelsen de tittade på
desk-comparison-loses = { $count ->
    [one] { $module }: 1 person förlorar den
   *[other] { $module }: { $count } personer förlorar den
}
desk-comparison-loses-from = { $count ->
    [one] { $module }: 1 person förlorar den från den { $date }
   *[other] { $module }: { $count } personer förlorar den från den { $date }
}
desk-comparison-unread = Jämförelsen är skriven av en nyare version och kan inte visas som tabell.
desk-comparison-raw = Visa den som den kom
desk-comparison-fits = Kan aktiveras
desk-comparison-blocked = { $count ->
    [one] 1 licens för mycket i bruk
   *[other] { $count } licenser för mycket i bruk
}
desk-receipt-at = Hos kunden sedan
desk-receipt-activated = Paketet gäller hos kunden. Signaturen och installationens nyckel är kontrollerade.
desk-receipt-prepared = Kunden har läst in paketet. Det börjar gälla när programmet anger versionen som det är till för.
desk-receipt-deleted = Kunden har tagit bort dessa licenser.

desk-becomes = Vem den vill bli
desk-becomes-then = Vill heta
desk-answer-after = Undanröj först det som är i vägen, svara sedan.
desk-column-in-use = Använda
desk-column-total = Totalt

desk-gets-holder = Med det heter kunden { $name } ({ $serial }).

## Varför något inte kan tas emot eller besvaras, sagt till utfärdarens folk.

desk-why-serial = Ingen kund har, eller har haft, serienumret i filen.
desk-why-serial-do = Jämför det med ordern. Lägg först till kunden och öppna sedan filen igen.
desk-why-waiting = Installationen har inte godtagits än.
desk-why-waiting-do = Jämför nyckelns fingeravtryck med kunden, godta den och svara sedan.
desk-why-claimed = En annan installation är bunden till serienumret: det här kan vara en kopia.
desk-why-claimed-do = Fråga kunden vilken som är den rätta. Godta den här bara om den andra är borta.
desk-why-released = Installationens nyckel har frigjorts.
desk-why-released-do = Godta den igen om det var ett misstag.
desk-why-hold = Kundens paket hålls inne.
desk-why-hold-do = Släpp dem och svara sedan.
desk-why-change = Den vill bli { $name } ({ $serial }), vilket ingen har godkänt.
desk-why-change-do = Förvissa dig om vem som frågar, godkänn bytet och svara sedan.
desk-why-version = Det kunden äger gäller inte version { $version }.
desk-why-version-do = Kryssa i rutan nedan för att låta kunden äga den, eller ändra abonnemanget.
desk-why-nothing = Inget har sålts till kunden än.
desk-why-nothing-do = Skriv först ned vad den äger.
desk-why-closed = Förfrågan har lagts undan.
desk-why-closed-do = Be kunden om en ny förfrågningsfil.
desk-why-replayed = En annan fil med den här förfrågans nummer har redan varit här.
desk-why-replayed-do = Be kunden om en ny förfrågningsfil. Om det händer igen delar två servrar en nyckel.
desk-why-old = Förfrågan är mer än 30 dagar gammal.
desk-why-old-do = Be kunden om en ny, och fråga om installationens klocka går rätt.
desk-why-addressee = Filen är till utfärdaren { $theirs }.
desk-why-addressee-do = Skicka den dit. Den kan inte besvaras här.
desk-why-root = Installationen litar på en annan rotnyckel än vår.
desk-why-root-do = Den sattes upp med en annan root.pem, kanske demonstrationens. Ge kunden vår och låt den sättas upp på nytt.
