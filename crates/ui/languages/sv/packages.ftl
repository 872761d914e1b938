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
