### Fakturor för överförbrukning: utkast, fakturor, kreditnotor.

invoices-title = Fakturor
invoices-lead = Överförbrukning av mätta tjänster, i block till katalogens priser. Ett utkast kan ändras; det som är utfärdat ändras aldrig.
invoices-save = Spara som CSV
invoices-draw-up = Gör utkast
invoices-draw-up-does = Varje kund får ett utkast med allt som är att betala till och med månaden och inte är fakturerat, rättelser av tidigare månader inräknade. Görs det igen blir utkasten aktuella.
invoices-until = Till och med
invoices-drawn-up = { $drafted ->
    [0] Inget utkast är nytt eller ändrat.
    [one] 1 utkast är nytt eller ändrat.
   *[other] { $drafted } utkast är nya eller ändrade.
} { $unchanged ->
    [0] { "" }
    [one] 1 är som det var.
   *[other] { $unchanged } är som de var.
} { $removed ->
    [0] { "" }
    [one] 1 är borta, för inget är längre att betala.
   *[other] { $removed } är borta, för inget är längre att betala.
}
invoices-obstructions = Ej fakturerat
invoices-obstructions-more = och { $count } till
invoices-obstruction-price = { $customer }, { $meter }, { $month }: katalogen har inget pris i { $currency }. Lägg till ett, eller ändra kundens valuta.
invoices-obstruction-meter = { $customer }, { $meter }, { $month }: katalogen har ingen sådan mätare.
invoices-obstruction-amount = { $customer }, { $meter }, { $month }: beloppet är för stort för att vara sant.
invoices-obstruction-silence = { $customer }, { $month }: inget har rapporterats, och paketet har mätta tjänster. Fråga kunden, eller be om dess förbrukningsfil.
invoices-tab-drafts = Utkast
invoices-tab-issued = Utfärdade
invoices-none-drafted = Inga utkast
invoices-none-drafted-why = Utkast görs av sig själva några dagar efter att en månad tagit slut, eller när du säger till.
invoices-none-issued = Inget är utfärdat än
invoices-none-issued-why = Öppna ett utkast och utfärda det: det får nästa nummer och ändras aldrig mer.
invoices-column-invoice = Faktura
invoices-column-total = Summa
invoices-column-currency = Valuta
invoices-column-when = Gjord eller utfärdad
invoices-number = Faktura nr { $number }
invoices-credit-number = Kreditnota nr { $number }
invoices-draft = Utkast
invoices-credit-draft = Utkast till kreditnota
invoices-outdated = Inaktuellt
invoices-outdated-means = Något har kommit sedan utkastet gjordes: en uppgift, ett pris, en kreditnota eller en annan faktura. Gör om utkasten innan det utfärdas.
invoices-state-draft = Utkast
invoices-state-issued = Utfärdad
invoices-state-credited = Krediterad
invoices-issue = Utfärda
invoices-credit = Kreditera
invoices-is-draft = Detta är ett utkast. När det utfärdas får det nästa nummer och ändras sedan aldrig.
invoices-was-credited = Krediterad med kreditnota nr { $number }.
invoices-credits = Krediterar faktura nr { $number }. Det som den gällde är därmed avgjort.
invoices-credits-anew = Krediterar faktura nr { $number }. Det som den gällde ska faktureras igen.
invoices-open-other = Öppna den
invoices-kind-invoice = Faktura
invoices-kind-credit = Kreditnota
invoices-no = Nummer
invoices-issued-on = Datum
invoices-due-on = Betalas senast
invoices-for-month = Till och med
invoices-credited-no = Krediterar nr
invoices-lines = Vad den gäller
invoices-column-what = Mätt tjänst och månad
invoices-column-blocks = Block
invoices-column-price = Pris per block
invoices-column-amount = Belopp
invoices-total = Summa i { $currency }
invoices-line-how = { $used } förbrukat, kvot { $allowance }, { $overage } utöver. { $plans ->
    [one] 1 användarplan var i bruk.
   *[other] { $plans } användarplaner var i bruk.
}
invoices-line-before = Block som fakturerats tidigare: { $blocks }.
invoices-no-tax = Alla belopp är utan mervärdesskatt.
invoices-proof = Vad som bevisar den
invoices-proof-why = Det som utfärdats är förseglat, och dess SHA-256 står i huvudboken: ingen ändrar det obemärkt.
invoices-sha256 = SHA-256
invoices-id = Fakturans ID
invoices-credit-title = Kreditera { $invoice }
invoices-credit-does = En kreditnota på hela summan, { $sum }, utfärdas genast med nästa nummer. Fakturan själv förblir som den är.
invoices-credit-then = Och sedan
invoices-credit-settled = Det är avgjort: kunden betalar inte för det
invoices-credit-anew = Fakturera igen, till katalogens priser
invoices-credit-reason = Varför (står i huvudboken)
