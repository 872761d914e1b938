### Utfärdarens kunder.

customers-title = Kunder
customers-add = Lägg till kund
customers-search = Sök kunder
customers-column-name = Kund
customers-column-serial = Serienummer

customers-vendor-authority = Leverantörens utfärdarserver
customers-no-hits = Inget hittades för ”{ $search }”
customers-no-hits-why = Sökningen gäller namn, serienummer, kund-ID och kontaktpersoner.
customers-empty-title = Inga kunder ännu
customers-empty-why = En kund är ett företag med ett serienummer. Paket utfärdas till den.
customers-column-country = Land
customers-column-standing = Läge
customers-column-expiry = Går ut
customers-column-package = Senaste paket
customers-package-number = Nr { $number }
customers-no-package = Inget paket ännu
customers-shown = { $shown } av { $total }
customers-all = { $count } totalt
customers-tabs = Kund
customers-overview = Översikt
customers-history = Historik
customers-edit = Redigera kund
customers-change-subscription = Ändra abonnemang
customers-issue-number = Utfärda paket nr { $number }
customers-waits = { $count ->
    [one] En sak skiljer sig från det senaste paketet. Utfärda ett paket för att leverera den.
   *[other] { $count } saker skiljer sig från det senaste paketet. Utfärda ett paket för att leverera dem.
}
customers-customer-id = Kund-ID
customers-contact = Kontaktperson
customers-zone = Tidszon
customers-note = Anteckning
customers-dates = Datum
customers-subscription = Abonnemang
customers-carried = Jämfört med paket nr { $number }
customers-not-issued = Inget paket innehåller det ännu
customers-owns-nothing = Inget har sålts till kunden ännu. Börja med att ändra abonnemanget.
customers-column-item = Artikel
customers-column-kind = Slag
customers-column-now = Nu
customers-column-change = +/−
customers-column-new = Ny
customers-column-days = Dagar
customers-column-from = Från
customers-column-until = Till och med
customers-changed = ändrad
customers-kind-plan = plan
customers-kind-gone = finns inte i katalogen
customers-packages = Utfärdade paket
customers-no-packages = Inga ännu.

customers-name = Företagets namn
customers-name-hint = Exakt så som företaget skriver det: kundens server jämför bokstav för bokstav.
customers-serial-hint = Tio siffror. Lämna tomt för att få ett ledigt.
customers-country-hint = Två bokstäver, till exempel NO eller SE.
customers-zone-hint = Där licensernas dagar börjar och slutar, till exempel Europe/Oslo.

customers-counted = Räknade licenser
customers-add-lines = Lägg till
customers-lines-hint = Töm ett antal för att ta bort raden. Skriv ”obegränsad” för en licens utan tak. En licens kan stå på flera rader med olika dagar.
customers-no-line = Ingen licens
customers-suite = Svit
customers-suite-hint = En plan för hela organisationen i stället för en plan per person.
customers-no-suite = Ingen svit
customers-propose = Fyll i övriga datum utifrån utgångsdatumet
customers-versions = Produktversioner
customers-versions-from = Från
customers-versions-to = Till och med
customers-versions-hint = Tre tal, till exempel 12.1.0. Tomt: alla versioner.
customers-save-subscription = Spara abonnemang
customers-subscription-means = Att spara ändrar vad kunden äger. Det når kunden med nästa paket.
