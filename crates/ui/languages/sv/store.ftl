### Leverantörens butik.

store-title = Köp licenser
store-for = Åt
store-you = Beställs av
store-term = Period till
store-renews = förnyas av sig självt
store-back = Tillbaka till licenshanteraren
store-to-manager = Gå till licenshanteraren
store-tab-licences = Licenser
store-tab-orders = Beställningar
store-search = Sök licenser
store-search-button = Sök
store-search-none = Inget heter ”{ $search }”
store-search-clear = Visa allt
store-group-sought = Det du tittade på
store-group-have = Vad ni har
store-group-more = Vad ni kan lägga till
store-column-each = Styck, per månad
store-column-have = Ni har
store-column-want = Ni vill ha
store-wanted-of = Hur många { $module } ni vill ha
store-included = Ingår också
store-no-limit = { $module } (utan gräns)
store-chosen = { $count ->
    [one] En ändring. Se vad den kostar innan ni beställer.
   *[other] { $count } ändringar. Se vad de kostar innan ni beställer.
}
store-there = Ja
store-keep = Behåll
store-add = Lägg till
store-then = { $count } från { $date }
store-review = Granska beställningen
store-clear = Börja om
store-choose-hint = Ändra talen till det ni vill ha. Inget beställs innan ni har sett vad det kostar.
store-suite = Er svit
store-suite-now = Ni har { $suite }.
store-suite-up = Gå upp till
store-suite-stay = Stanna kvar
store-review-title = Er beställning
store-change = Ändra talen
store-order = Beställ mot faktura
store-reference = Er referens
store-reference-hint = Ett inköpsnummer, om ni använder sådana. Det står på beställningen.
store-on-account = { $vendor } skickar en faktura; inget betalas här.
store-at-once = Licenserna finns i er licenshanterare några sekunder efter beställningen.
store-looked-at = { $vendor } tittar på beställningen först. Er licenshanterare får licenserna så snart den är godkänd.
store-over-limit = Det är mer än ni själva får beställa på en månad, så { $vendor } tittar på det först.
store-not-priced = Något i beställningen saknar pris här, så { $vendor } tittar på den först och gör upp den med er.
store-only-renewal = Inget ändras innan abonnemanget förnyas.
store-no-orders = Ni har inte beställt något än
store-no-orders-why = Det ni beställer visas här, med vad det blev av det.
store-withdraw = Ta tillbaka beställningen
store-done-package = Beställningen är godkänd. Licenserna är på väg till er licenshanterare.
store-done-renewal = Beställningen gäller. Den träder i kraft när abonnemanget förnyas.
store-done-waits = Beställningen är hos { $vendor }. Er licenshanterare får licenserna så snart den är godkänd; ni behöver inte vänta här.
store-done-refused = { $vendor } har inte godtagit beställningen: { $reason }
store-done-withdrawn = Ni har tagit tillbaka beställningen.
