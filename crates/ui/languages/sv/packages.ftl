### Paket: läs in, jämför, aktivera.

packages-title = Paket
packages-activate-title = Aktivera ny licens
packages-activate = Aktivera
packages-activate-lead = Paket nr { $number } från { $issuer }, signerat { $date }, för { $holder }
packages-what-changes = Vad som ändras
packages-unchanged = { $unchanged ->
    [0] { $changed } av { $all } licenser.
    [one] { $changed } av { $all } licenser. Den andra förblir som den är.
   *[other] { $changed } av { $all } licenser. De andra { $unchanged } förblir som de är.
}
packages-column-change = +/−
packages-column-new-total = Nytt totalt
packages-column-new-free = Nya lediga
packages-new = Ny
packages-gone = Borta
packages-dates = Datum
packages-people = Personer som berörs
packages-lose = Förlorar en licens
packages-lose-from = Förlorar en licens den { $date }
packages-lose-still-later = Förlorar en licens ännu senare
packages-names-from = { $names } från { $date }
packages-gain = Får en licens
packages-blocked = { $count ->
    [one] 1 person fler har { $module } än den nya licensen tillåter.
   *[other] { $count } personer fler har { $module } än den nya licensen tillåter.
}
packages-blocked-do = { $count ->
    [one] Återkalla 1 eller flytta personen till en annan plan, och aktivera sedan.
   *[other] Återkalla { $count } eller flytta dem till en annan plan, och aktivera sedan.
}
packages-blocked-do-take = Återkalla { $count }, och aktivera sedan.
packages-blocked-do-suite = { $count ->
    [one] Stäng av inloggningen för 1 person, och aktivera sedan.
   *[other] Stäng av inloggningen för { $count } personer, och aktivera sedan.
}
packages-blocked-site = { $count ->
    [one] 1 fler av { $module } används än den nya licensen tillåter.
   *[other] { $count } fler av { $module } används än den nya licensen tillåter.
}
packages-whole = Aktiveras som helhet eller inte alls.
packages-load-title = Läs in licens från fil
packages-file-hint = Namnet slutar på .tls. Du ser vad den ändrar innan något händer.
packages-load = Läs in och jämför
packages-column-package = Paket
packages-column-issuer = Utfärdare
packages-column-state = Läge
packages-column-loaded = Inläst
packages-column-activated = Gäller sedan
packages-state-loaded = Väntar på aktivering
packages-state-in-force = Gäller
packages-state-replaced = Ersatt
packages-state-prepared = Förberett
packages-state-deleted = Raderat
packages-state-dismissed = Lagt åt sidan
packages-nothing-changes = Ingenting ändras.
packages-download = Hämta filen
packages-group-hidden = Moduler som följer med planer
packages-on = på
packages-off = av
packages-capped = begränsad
packages-in-force = Gäller
packages-other-definition = Annan definition
packages-dates-stay = Datumen är oförändrade.
packages-date = Datum
packages-date-before = Nu
packages-date-after = Efter aktivering
packages-date-never = aldrig
packages-nobody = Ingen får eller förlorar något.
packages-people-more = { $count ->
    [one] och 1 till
   *[other] och { $count } till
}
packages-lead = Alla licensfiler som någonsin lästs in eller hämtats, och vad var och en ändrade.
packages-in-force-title = Den här licensen gäller
packages-past-title = Paket nr { $number }
packages-number-of = Paket nr { $number }
packages-prepared-title = Förberedd licens
packages-activated = sedan
packages-changed-nothing = Det ändrade ingenting för någon.
packages-nothing-changes-means = { $count ->
    [one] Paketet säger detsamma om licensen som det som gäller. Att aktivera det tar bara över dess nummer.
   *[other] Paketet säger detsamma om alla { $count } licenser som det som gäller. Att aktivera det tar bara över dess nummer.
}
packages-only-dates = Ingen licens ändras, bara det som står nedan.
packages-put-aside = Lägg åt sidan
packages-caution = Är ett antal fel, eller en modul? Aktivera inte.
packages-caution-ask = Säg till { $issuer }
packages-remove = Ta bort överflödiga licenser
packages-why-blocked = { $count ->
    [one] En licens har fler innehavare än det nya antalet.
   *[other] { $count } licenser har fler innehavare än sina nya antal.
}
packages-why-newer = Paket nr { $number } är nyare. Av flera som väntar räknas bara det nyaste.
packages-why-overtaken = Ett nyare paket har redan gällt.
packages-why-prepared = Börjar gälla av sig självt med version { $version }.
packages-why-prepared-any = Börjar gälla av sig självt med den version det är till för.
packages-newer = Paket nr { $number } från samma utfärdare väntar också och är nyare. Bara det nyaste räknas.
packages-newer-open = Öppna nr { $number }
packages-overtaken = Ett nyare paket har redan gällt, så det här kan inte längre aktiveras. Lägg det åt sidan.
packages-coming = Den här licensen är för en version av programmet som inte används än. Aktiverad väntar den på den versionen och börjar gälla med den.
packages-prepared = Den här licensen börjar gälla av sig själv så snart programmet anmäler version { $version }. Ingenting ändras före det.
packages-prepared-any = Den här licensen börjar gälla av sig själv så snart programmet anmäler en version som den omfattar. Ingenting ändras före det.
packages-again = Den här licensen gäller redan.
packages-again-means = Ingenting behöver göras.
packages-holder-changes = Innehavaren ändras:
packages-changed-meanwhile = Ingenting aktiverades, för något har ändrats sedan du tittade.
packages-changed-look = Gå igenom det en gång till och aktivera sedan.
packages-differs-new = { $module } är nu bland ändringarna.
packages-differs-use = { $module }: { $before } användes, nu { $now }.
packages-differs-total = { $module } har nu ett annat antal.
packages-differs-gone = { $count ->
    [one] 1 rad är inte längre bland ändringarna.
   *[other] { $count } rader är inte längre bland ändringarna.
}
packages-blocked-hidden = { $count ->
    [one] 1 modul som följer med planer räcker inte heller; den följer med.
   *[other] { $count } moduler som följer med planer räcker inte heller; de följer med.
}
packages-blocked-several = { $count } licenser har fler innehavare än den nya licensen tillåter.
packages-blocked-several-do = Återkalla dem eller flytta personer till en annan plan, och aktivera sedan:
packages-blocked-only-hidden = { $count ->
    [one] 1 modul som följer med planer har fler innehavare än den nya licensen tillåter.
   *[other] { $count } moduler som följer med planer har fler innehavare än den nya licensen tillåter.
}
packages-blocked-only-hidden-do = Återkalla planer som för den med sig, eller flytta personer till en annan, och aktivera sedan.
packages-hidden-blocking = { $count } räcker inte
packages-other-use = Annan användning
packages-was = hittills { $name }
packages-then = därefter
packages-span-always = utan slut
packages-span-from = från { $start }
packages-span-until = till { $due }
packages-span-both = { $start } till { $due }
packages-date-was = Före
packages-date-became = Därefter
packages-date-stays = oförändrat
packages-also = Dessutom
packages-zone = Dagar räknas i
packages-versions = Produktversioner
packages-versions-every = alla versioner
packages-suite = Svit
packages-with-hidden = { $count ->
    [one] { $names } och 1 modul med den
   *[other] { $names } och { $count } moduler med den
}
packages-hidden-modules = { $count ->
    [one] 1 modul som följer med planer
   *[other] { $count } moduler som följer med planer
}
packages-have-to-lose = Måste bli av med en licens
packages-everybody = Alla
packages-everybody-else = Alla andra
packages-notice-nothing = { $count ->
    [one] 1 person märker ingenting
   *[other] { $count } personer märker ingenting
}
packages-count-people = { $count ->
    [one] 1 person
   *[other] { $count } personer
}
packages-people-lead = { $count ->
    [one] 1 person får eller förlorar något genom det här paketet, nu eller en senare dag.
   *[other] { $count } personer får eller förlorar något genom det här paketet, nu eller en senare dag.
}
packages-column-person = Person
packages-file-drop = Släpp filen här, eller välj den
packages-some-lose = { $count ->
    [one] 1 person förlorar något som den har i dag.
   *[other] { $count } personer förlorar något som de har i dag.
}
packages-some-lose-later = { $count ->
    [one] 1 person förlorar något en senare dag, enligt datumen i paketet.
   *[other] { $count } personer förlorar något en senare dag, enligt datumen i paketet.
}
packages-some-lose-means = Du kan aktivera ändå.
packages-see-who = Se vilka
packages-refused-file = Fil
packages-refused-line = Rad
packages-refused-found = Fynd
packages-what-changed = Vad som ändrades
packages-unchanged-then = { $unchanged ->
    [0] { $changed } av { $all } licenser.
    [one] { $changed } av { $all } licenser. Den andra förblev som den var.
   *[other] { $changed } av { $all } licenser. De andra { $unchanged } förblev som de var.
}
packages-origin-file = från en fil
packages-origin-fetched = hämtat
packages-origin-response = svar på en förfrågan
packages-never-in-force = Det här paketet har aldrig gällt. Ett annat kom i dess ställe.
packages-changes-not-kept = Vad det ändrade då sparades inte.

## Hos utfärdaren: att utfärda.

packages-issue-title = Utfärda paket
packages-issue-number = Utfärda paket nr { $number }
packages-number = Nr { $number }
packages-holder = Innehavare
packages-previous = Föregående paket
packages-column-signed = Signerat
packages-column-rows = Rader
packages-column-quantity = Antal
packages-first = Detta är kundens första paket. Allt nedan är nytt.
packages-same = Inget skiljer sig från föregående paket. Ett nytt skulle bara få ett nytt nummer.
packages-rest = { $hidden } dolda moduler ändras med dem; { $unchanged } är som förut.
packages-visible-rows = Vad kunden ser
packages-hidden-rows = Dolda moduler, uträknade
packages-show-rows = Visa raderna
packages-sign-title = Signera
packages-sign = Signera paket nr { $number }
packages-reason = Orsak
packages-reason-hint = För historiken. Kunden ser den inte.
packages-sign-means = Exakt det som står här signeras. Om något ändras innan du trycker på knappen får du se det igen först.
packages-save = Hämta { $file }
packages-download-number = Hämta nr { $number }
packages-proof = Bevis
packages-sha256 = Filens SHA-256
packages-key = Signerat med nyckel
packages-id = Paketets ID
packages-deliver = Skicka filen till kunden, som läser in den och ser vad den ändrar innan något händer.
packages-hidden-too = { $count ->
    [one] 1 modul som följer med planer ändras också
   *[other] { $count } moduler som följer med planer ändras också
}
packages-your-choice = { $count }, du väljer vilka

## Hos utfärdaren: var varje paket finns.

packages-search = Sök kunder, serienummer, paket-id
packages-filter = Visa paket
packages-all = Alla
packages-none = Inga paket än
packages-none-why = Paket visas här när de utfärdas till en kund.
packages-none-there = Inget paket finns där
packages-none-there-why = Visa de andra för att hitta det.
packages-no-hits-why = Sökningen letar i kundernas namn, serienummer, id och kontaktpersoner, och i paketens id.
packages-at-signed = Signerat
packages-at-offered = Erbjudet
packages-at-held = Hålls inne
packages-at-contact = Gäller
packages-at-receipt = Gäller, enligt kvitto
packages-at-past = Tidigare
