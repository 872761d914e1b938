### Förbrukning: uppgifter om avslutade månader, från installationer till utfärdarservern.

usage-title = Förbrukning
usage-lead = Vad kunderna förbrukat av mätta tjänster, månad för månad, som deras installationer signerat det. Kvoten räknas ut från paketen som ni signerat.
usage-month = { $month } { $year }
usage-of-month = { $meter }, { $month }
usage-save = Spara som CSV
usage-none = Inget är rapporterat än
usage-none-why = En månad rapporteras några dagar efter sitt slut.
usage-nothing-why = Installationer rapporterar en månad några dagar efter dess slut. Det som någon kommer med öppnas nedan.
usage-none-there = Inget här
usage-none-there-why = Ingen uppgift gäller denna månad, kund och sort.
usage-tab-all = Allt
usage-tab-overage = Över kvoten
usage-tab-doubtful = Att titta på
usage-every-month = Alla månader
usage-show = Visa
usage-shown = { $count ->
    [one] 1 visas
   *[other] { $count } visas
}
usage-column-month = Månad
usage-column-meter = Mätt tjänst
usage-column-used = Förbrukat
usage-column-allowance = Kvot
usage-column-overage = Överförbrukning
usage-column-invoice = Faktura
usage-column-plans = Användarplaner i bruk
usage-column-n = Nr
usage-column-kind = Slag
usage-column-came = Kom
usage-column-receipt = Kvitto
usage-not-invoiced = Ej fakturerat
usage-final = Månaden avslutad
usage-correction = Rättelse
usage-figures = Uppgifter
usage-our-allowance = Kvot
usage-told-allowance = Kvot, enligt kunden
usage-told-overage = Överförbrukning, enligt kunden
usage-package = Paket
usage-save-bundle = Spara den signerade filen
usage-take = Förbrukningsfil från en kund
usage-take-in = Ta in och spara kvittot
usage-bundle = Förbrukningsfil
usage-bundle-hint = Dess namn slutar på .tlu. Du får det signerade kvittot, att skicka tillbaka. Att ta in en fil två gånger gör ingen skada.
usage-remark-package = Annat paket
usage-remark-package-why = Uppgiften nämner inget paket från er. Kvoten är från det sista paketet före månadens slut.
usage-remark-meter = Inte i paketet
usage-remark-meter-why = Inget paket från er säger något om mätaren. Kvoten är vad kunden rapporterat.
usage-remark-allowance = Olika uträkning
usage-remark-allowance-why = Kunden har räknat ut något annat än paketet ger. Fakturerat blir det som paketet ger.
usage-remark-again = Stängd två gånger
usage-remark-again-why = En annan uppgift om månaden kom tidigare: kundens databas har återställts, eller en annan av kundens installationer har rapporterat. Bara den senaste gäller, och vad som fakturerats utöver den krediteras. Fråga kunden innan ni fakturerar.
usage-remark-plans = Fler planer än platser
usage-remark-plans-why = Fler användarplaner var i bruk än paketet har platser. Fråga kunden innan ni fakturerar.

## I licensservern

usage-report = Rapportering
usage-report-lead = När en månad avslutas går dess uppgifter till utfärdaren, var och en en gång. Inget annat berättas: ingen person, ingen enskild händelse.
usage-all-receipted = Allt är kvitterat
usage-waiting = { $count ->
    [one] 1 uppgift väntar
   *[other] { $count } uppgifter väntar
}
usage-last-receipt = Senaste kvitto
usage-online = Uppgifter skickas vid nästa kontakt, tills utfärdarens signerade kvitto är här.
usage-offline = Utfärdaren kontaktas inte härifrån. Gör en förbrukningsfil, skicka den och läs in kvittot som kommer tillbaka.
usage-make-bundle = Förbrukningsfil
usage-take-receipt = Läs in ett kvitto
usage-receipt = Kvitto
usage-tampered = Ändrat utanför Licentia
usage-tampered-why = Uppgifter om stängda månader har ändrats, tagits bort eller lagts till i databasen. För de berörda utfärdarna stängs eller rapporteras inget mer förrän de är som de var: huvudboken har alla.
usage-put-right = Återställ ur huvudboken
usage-renumbered = { $count ->
    [one] Leverantören har en annan uppgift under numret på en av era, från tiden innan databasen återställdes. Er uppgift har fått ett nytt nummer: spara filen och skicka den.
   *[other] Leverantören har andra uppgifter under numren på { $count } av era, från tiden innan databasen återställdes. Era uppgifter har fått nya nummer: spara filen och skicka den.
}
usage-receipt-taken = { $new ->
    [0] Kvittot är i sin ordning. Allt till och med uppgift { $through } var redan kvitterat.
    [one] 1 uppgift är kvitterad. Utfärdaren har allt till och med uppgift { $through }.
   *[other] { $new } uppgifter är kvitterade. Utfärdaren har allt till och med uppgift { $through }.
}
usage-not-receipted = väntar
