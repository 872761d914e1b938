### Hur länge en kund har abonnerat.

terms-title = Villkor
terms-none = Ingen period är avtalad: inget tar slut eller förnyas av sig självt.
terms-length = Period
terms-months = { $count ->
    [one] 1 månad
   *[other] { $count } månader
}
terms-began = Första dag
terms-ends = Sista dag
terms-renewal = Förnyelse
terms-renews = Förbereds den
terms-ends-for-good = Förnyas inte av sig självt
terms-at-renewal = Därefter
terms-then = { $count } { $module }
terms-period = Faktureringsperiod
terms-period-books = för er egen bokföring
terms-limit = Får beställa själv
terms-limit-none = Inget: varje beställning väntar på någon
terms-limit-up-to = Upp till { $amount } mer per månad, i varje kalendermånad
terms-change = Ändra villkor
terms-change-title = Villkor
terms-subscribes = Abonnemanget har en period
terms-length-months = Längd i månader
terms-period-months = Faktureringsperiod i månader
terms-period-hint = För er egen bokföring: Licentia fakturerar det som används utöver kvoterna, inga avgifter.
terms-notice = Förbered nästa period, dagar i förväg
terms-notice-hint = Då utfärdas dess paket, och minskningar är slutgiltiga. Vanligen { $days }.
terms-renews-itself = Förnyas av sig självt
terms-limit-field = Får beställa själv, { $currency } mer per månad
terms-limit-hint = Beställningar som inte blir mer än så i en kalendermånad godkänns genom regel. Tomt: varje beställning väntar på någon.
terms-wrong-began = Välj periodens första dag.
terms-wrong-months = Skriv hela månader, från 1 till 120.
terms-wrong-period = Skriv hela månader, från 1 till periodens längd.
terms-wrong-notice = Skriv hela dagar: högst 366, och inte fler än perioden har.
terms-wrong-limit = Skriv ett belopp, till exempel { $example }, eller lämna fältet tomt.
terms-save = Spara villkor
