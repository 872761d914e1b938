### Paket: läs in, jämför, aktivera.

packages-title = Paket
packages-activate-title = Aktivera ny licens
packages-activate = Aktivera
packages-activate-lead = Paket nr { $number } från { $issuer }, signerat { $date }, för { $holder }
packages-what-changes = Vad som ändras
packages-unchanged = { $changed } av { $all } licenser. De andra { $unchanged } förblir som de är.
packages-column-change = +/−
packages-column-new-total = Nytt totalt
packages-column-new-free = Nya lediga
packages-new = Ny
packages-gone = Borta
packages-dates = Datum
packages-people = Personer som berörs
packages-lose = Förlorar en licens
packages-gain = Får en licens
packages-blocked = { $count ->
    [one] 1 person fler har { $module } än den nya licensen tillåter.
   *[other] { $count } personer fler har { $module } än den nya licensen tillåter.
}
packages-blocked-do = { $count ->
    [one] Återkalla 1 eller flytta personen till en annan plan, och aktivera sedan.
   *[other] Återkalla { $count } eller flytta dem till en annan plan, och aktivera sedan.
}
packages-whole = Aktiveras som helhet eller inte alls.
packages-load-title = Läs in licens från fil
packages-file = Licensfil
packages-file-hint = Namnet slutar oftast på .tls. Du ser vad den ändrar innan något händer.
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
packages-state-dismissed = Lagt åt sidan
packages-nothing-changes = Ingenting ändras: paketet säger detsamma som det som gäller.
packages-download = Hämta filen
packages-see-holders = Se vilka som har den
packages-group-hidden = Moduler som följer med planer
packages-on = på
packages-off = av
packages-capped = begränsad
packages-in-force = Gäller
packages-other-dates = Andra datum
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
packages-your-choice = { $count ->
    [one] 1 person måste bli av med en licens: vem bestämmer du.
   *[other] { $count } personer måste bli av med en licens: vilka bestämmer du.
}
