### Vad som gäller: skärmen Licenser.

licences-title = Licenser
licences-issuers = Utfärdare
licences-owner = Ägare
licences-serial = Serienummer
licences-standing = Läge
licences-expires = Löper ut
licences-package = Gällande paket
licences-package-number = Nr { $number }
licences-column-licence = Licens
licences-column-share = Andel som används
licences-column-in-use = Används
licences-column-free = Lediga
licences-column-total = Totalt
licences-column-until = Gäller till
licences-group-system = Systemlicenser
licences-group-system-means = hela installationen, alla gäller
licences-group-system-stopped = hela installationen, har slutat gälla
licences-group-site = Installationslicenser
licences-group-site-means = räknas per installation
licences-group-plans = Användarplaner
licences-group-plans-means = en person har en
licences-group-suite = En plan för alla
licences-group-suite-means = den som kan logga in har en plats
licences-group-modules = Övriga användarlicenser
licences-full = Fullt
licences-empty-title = Inga licenser än
licences-empty-why = Dina licenser visas här när du har läst in en licensfil.
licences-package-signed = signerat
licences-no-end = Utan slut
licences-rows = Rader
licences-row-quantity = Antal
licences-row-start = Från
licences-row-due = Till
licences-set = Ingår i planen
licences-holders = Innehas av
licences-nobody = Ingen har den ännu.
licences-code = Kodnamn
licences-holder-enter = Ange serienummer och ägare
licences-customer = Kundnummer
licences-key = Den här installationens nyckel
licences-root = Rotnyckel
licences-partner = partner
licences-tab-new = Ny
licences-purchase = Köp nya licenser
licences-buy-more = Köp fler
licences-more = Mer
licences-assign = Tilldela
licences-group-system-ended = Systemlicenser som inte gäller
licences-requires = Kräver
licences-holders-more = { $count ->
    [one] 1 innehavare till
   *[other] { $count } innehavare till
}
licences-history = Vad paket har ändrat
licences-activated = Paket nr { $number } gäller.
licences-see-changes = Visa ändringarna
licences-receipt = Hämta kvitto
licences-receipt-why = Skicka kvittot till leverantören, som då vet att det kom fram.
licences-prepared = Paket nr { $number } är förberett och börjar gälla med den version det är till för.
licences-prepared-see = Se vad det ändrar
licences-waits-fetched = En ny licens från { $issuer } kom
licences-waits-loaded = En ny licens från { $issuer } lästes in
licences-why-blocked = { $count ->
    [one] Den kräver ett beslut: en licens skulle bli mindre än vad som används.
   *[other] Den kräver ett beslut: { $count } licenser skulle bli mindre än vad som används.
}
licences-why-blocked-hidden = Den kräver ett beslut: moduler som följer med planer skulle bli färre än deras innehavare.
licences-why-lose = { $count ->
    [one] Den kräver ett beslut: 1 person skulle förlora något.
   *[other] Den kräver ett beslut: { $count } personer skulle förlora något.
}
licences-why-decide = Den kräver ett beslut.
licences-why-file = Du bestämmer när den börjar gälla.
licences-none-title = Inga licenser från { $issuer }
licences-none-why = De visas här när du har läst in eller hämtat en licens och aktiverat den.
licences-none-waits = De visas här när du har aktiverat det som väntar.
licences-fresh-title = Välkommen till Licentia
licences-fresh-why = Den här installationen kör i demoläge: allt är tillåtet, upp till 1 000 av varje slag. För att använda dina licenser anger du först serienummer och företagsnamn. Båda står på orderbekräftelsen.
licences-holder-lead = Skriv dem exakt som de står i licensen eller på orderbekräftelsen.
licences-holder-hint = Bokstav för bokstav, med ”AB”, ”AS” eller ”Ltd”.
licences-holder-wrong = Skriv företagsnamnet som det står i licensen, högst 200 tecken.
licences-serial-hint = Vanligtvis tio siffror.
licences-serial-wrong = Ett serienummer har bara siffror, bokstäver och bindestreck, högst 40.
licences-holder-next = Vad som händer sedan
licences-holder-step-1 = Du anger båda och sparar.
licences-holder-step-2 = Licensen hämtas från leverantören, eller så läser du in filen du har fått.
licences-holder-step-3 = Du ser vad den innehåller och aktiverar den. Då slutar demoläget.
licences-serial-change = Ändra serienummer
licences-serial-lead = Bara leverantören kan ändra namn eller serienummer. Här gör du en förfrågansfil; svaret innehåller ändringen, och ingenting ändras innan du aktiverar det.
licences-serial-request = Skapa förfrågansfil
licences-serial-step-1 = Skriv det nya namnet och serienumret som leverantören har sagt, och skapa förfrågansfilen.
licences-serial-step-2 = Skicka LicenseRequest.tlr till leverantören.
licences-serial-step-3 = Läs in svaret under ”Läs in licens från fil”, se vad som ändras och aktivera.
licences-delete-all = Radera alla licenser
licences-delete-partner = Radera licenser från { $issuer }
licences-delete-demo = Demoläget börjar.
licences-delete-demo-means = Då är allt tillåtet, upp till 1 000 av varje slag, och varje svar till programmet säger att detta är en demo.
licences-delete-goes = { $count ->
    [one] 1 licens upphör genast.
   *[other] { $count } licenser upphör genast.
}
licences-delete-people = { $count ->
    [one] 1 person förlorar något.
   *[other] { $count } personer förlorar något.
}
licences-delete-stays = { $count ->
    [0] Användarna är kvar som de är.
    [one] Användarna är kvar. 1 tilldelning är också kvar och räknas igen när en licens åter innehåller modulen.
   *[other] Användarna är kvar. { $count } tilldelningar är också kvar och räknas igen när en licens åter innehåller modulerna.
}
licences-delete-back = För att komma tillbaka läser du in eller hämtar en nyare licens för serienummer { $serial } och aktiverar den.
licences-delete-back-partner = För att komma tillbaka läser du in eller hämtar en nyare licens från partnern och aktiverar den.
licences-delete-told = Leverantören får veta det vid nästa kontakt. Historiken behåller allt.
licences-delete-sure = Ja, radera de här licenserna
licences-delete-not-ticked = Ingenting raderades. Kryssa i rutan om du menar det.
licences-delete-nobody = Ingen förlorar något.
licences-holder-save = Spara och fortsätt
licences-authority = Utfärdarens server
licences-deleted-all = Alla licenser raderades.
licences-deleted-partner = Licenserna från { $issuer } raderades.
licences-nothing-newer = Inget nyare från leverantören.
