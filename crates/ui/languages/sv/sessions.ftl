### Inloggningar: vem som är inne, vilka samtidiga platser de har, och vad de får veta.

sessions-title = Inloggningar
sessions-lead = Vem som är inloggad genom ett program, och vem som har samtidiga platser. En inloggning som inte hörs av på två gånger { $count } sekunder avslutas av sig själv.
sessions-seats = Samtidiga platser
sessions-search = Sök bland inloggningar
sessions-search-placeholder = Namn eller inloggningsnamn
sessions-filter = Filtrera inloggningar
sessions-all = Alla inloggade
sessions-seated = Med samtidig plats
sessions-having = Plats i { $module }
sessions-empty-title = Ingen är inloggad just nu
sessions-empty-why = En inloggning syns här när ett program släpper in någon, och så länge programmet säger att den pågår.
sessions-none-title = Ingen inloggning passar
sessions-none-why = Ingen som är inloggad just nu hittas med den här sökningen och det här filtret.
sessions-column-user = Användare
sessions-column-seats = Samtidiga platser
sessions-column-client = Klient
sessions-column-since = Sedan
sessions-column-heard = Hördes senast
sessions-end = Avsluta
sessions-end-chosen = Avsluta dessa inloggningar…
sessions-end-title = Avsluta inloggningen för { $name }?
sessions-end-many = { $count ->
    [one] Avsluta 1 inloggning?
   *[other] Avsluta { $count } inloggningar?
}
sessions-end-means = Programmet får veta det vid nästa livstecken eller kontroll, och skickar ut användaren. Det som inte sparats där kan gå förlorat.
sessions-end-frees = { $count ->
    [0] Ingen samtidig plats blir ledig.
    [one] 1 samtidig plats blir ledig genast.
   *[other] { $count } samtidiga platser blir lediga genast.
}
sessions-and-more = { $count ->
    [one] och 1 till
   *[other] och { $count } till
}
sessions-ended-already = Den har avslutats under tiden.
sessions-reason = Skäl
sessions-reason-hint = Det står i huvudboken bredvid ditt namn. Får lämnas tomt.
sessions-end-button = { $count ->
    [one] Avsluta 1 inloggning
   *[other] Avsluta { $count } inloggningar
}
sessions-told-read-only = { $module } har gått ut: du kan läsa, men inte ändra något.
sessions-told-ends = Din licens för { $module } slutar { $day }.
sessions-told-expires = Licenserna från { $issuer } går ut { $day }. Förnya dem i licenshanteraren.
sessions-told-soon = Licenserna från { $issuer } går snart ut. Förnya dem i licenshanteraren.
sessions-told-stops = Licenserna från { $issuer } har gått ut, och stannar efter { $day }. Förnya dem i licenshanteraren.
sessions-told-expired = Licenserna från { $issuer } har gått ut. Förnya dem i licenshanteraren.
sessions-told-stopped = Licenserna från { $issuer } har stannat. Förnya dem i licenshanteraren.
