### Produkter: listan, en produkt med sina daterade rader, och förberedda ändringar av vem som har den.

products-title = Produkter
products-lead = Det ni har köpt, efter namn: varje daterad rad, och vem som har den.
products-search = Sök på namn eller kod
products-filter = Filtrera på slag
products-all = Alla
products-personal = Personliga
products-concurrent = Samtidiga
products-server = Server
products-empty = Det finns inga produkter ännu
products-empty-why = Produkter visas här när en licens gäller.
products-none = Ingen produkt stämmer med ”{ $search }”
products-none-of-kind = Det finns ingen produkt av det här slaget
products-none-why = Pröva ett annat ord, eller se på alla.
products-kind-plan = Användarplan
products-kind-personal = Personlig
products-kind-concurrent = Samtidig
products-kind-server = Server
products-kind-site = Installationer

products-column-name = Produkt
products-column-type = Slag
products-column-start = Börjar
products-column-due = Slutar
products-column-state = Status
products-column-share = Andel som används
products-column-in-use = Används
products-column-total = Totalt
products-column-counting = Räknas
products-column-package = Paket
products-column-quantity = Antal
products-column-job = Befattning
products-column-groups = Grupper
products-column-afterwards = Efteråt
products-no-start = Från början
products-renewal = Förnyelse inläst

products-earlier = Föregående produkt
products-next = Nästa produkt
products-licence = Licens
products-rows = Licenser
products-rows-added = Rader som gäller i dag läggs ihop
products-row-ends = slutar { $when }
products-state-past = Förfluten
products-state-replaced = Ersatt
products-state-future = Kommande
products-counting-named = Per person
products-counting-concurrent = Samtidiga
products-reach = Räckvidd
products-for-everybody = Den gäller hela installationen och alla i den. Det finns inget att dela ut.
products-seats = Platser i dag
products-seats-of = Platser för { $product }
products-in-use = Används
products-open-sessions = Öppna sessioner
products-granted-to = Tilldelad till
products-staged-units = Förberett
products-free = Lediga
products-free-after = Lediga därefter

products-people = Användare med licens
products-search-people = Sök på namn, e-post eller befattning
products-filter-people = Filtrera användarna med licens
products-unused = Ej använd på { $days } dagar
products-from-rules = Från regler
products-nobody = Ingen har den ännu
products-nobody-why = Lägg till användare och verkställ ändringen. De kan använda den genast.
products-nobody-so = Ingen är kvar med det här filtret
products-nobody-found = Ingen stämmer med ”{ $search }”
products-with-plan = Med { $plan }
products-from = från
products-until = till
products-no-seat = Får inte logga in: tar ingen plats
products-open-now = Inloggad
products-recall-from = Återkalla från { $name }
products-stage-recall = Återkalla
products-adding = Ska läggas till
products-leaving = Ska återkallas
products-do-not-add = Lägg inte till
products-keep = Behåll

products-add = Lägg till användare
products-add-title = Lägg till användare till { $product }
products-add-lead = Den som redan har den, eller väntar på den, visas inte.
products-add-chosen = Förbered de valda
products-add-means = Inget sparas ännu: alla ändringar verkställs tillsammans på produktens sida.
products-add-free = { $count ->
    [0] Ingen plats är ledig
    [one] 1 plats är ledig
   *[other] { $count } platser är lediga
}
products-add-left = { $count ->
    [one] En till får rum
   *[other] { $count } till får rum
}
products-add-nobody = Alla har den
products-add-nobody-why = Här visas bara användare som är kvar hos er och av ett slag som får ha den.

products-to-add = { $add } läggs till.
products-to-recall = { $drop } återkallas.
products-to-add-and-recall = { $add } läggs till, { $drop } återkallas.
products-afterwards = Därefter används { $used } av { $total } platser.
products-served = { $count ->
    [one] 1 plats går genast till den som har väntat längst.
   *[other] { $count } platser går genast till dem som har väntat längst.
}
products-waiting = Väntar
products-served-units = Till dem som väntar
products-beyond = { $count ->
    [one] Det är 1 plats mer än det finns.
   *[other] Det är { $count } platser fler än det finns.
}
products-not-saved = Inget är sparat ännu.
products-nothing-left = Inget av det som förbereddes återstår att göra: någon annan har gjort det.
products-nothing-applied = Ingenting ändrades: allt du hade förberett är redan så.
products-too-many = Högst { $most } personer kan förberedas här. För fler, använd massändringen i listan över användare.
products-preview = Förhandsgranska
products-preview-title = Vad ändringarna gör
products-preview-seats = Platser före och efter
products-no-seats-move = Ingen plats byter ägare.
products-along = { $count ->
    [one] 1 modul följer med:
   *[other] { $count } moduler följer med:
}
products-along-too = { $count ->
    [one] 1 modul som följer med ändras också
   *[other] { $count } moduler som följer med ändras också
}
products-replaces = { $count ->
    [one] 1 annan plan ger vika:
   *[other] { $count } andra planer ger vika:
}
products-meanwhile-added = { $by } har under tiden lagt till { $users }.
products-meanwhile-recalled = { $by } har under tiden tagit den från { $users }.
products-meanwhile-other = { $by } har under tiden gett { $users } en annan plan: { $plan }.
products-meanwhile-other-gone = { $by } har under tiden tagit { $plan } från { $users }.
products-would-replace = { $count ->
    [one] { $users } har { $plan }. Att tillämpa tar bort den och ger den här planen i stället.
   *[other] { $users } har { $plan }. Att tillämpa tar bort den och ger dem den här planen i stället.
}
products-meanwhile-more = Så mycket har ändrats sedan du började att allt inte visas här. Se efter vilka som har en plats innan du tillämpar.
products-and-more = { $count ->
    [one] { $names } och 1 till
   *[other] { $names } och { $count } till
}

problem-changed_meanwhile = { $by } har under tiden ändrat detta för { $user }.
    .detail = Inget har verkställts, så att ingens arbete skrivs över. Se vad som återstår av dina ändringar, och verkställ dem sedan.
products-highest = Högst någonsin
products-history = Historik
