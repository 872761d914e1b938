### Innehavarens databaser: den centrala installationen, dess satelliter och platslicenser.

satellites-title = Installationer
satellites-lead = { $count ->
    [0] En central installation. Satelliter delar dess paket, användare och platser.
    [one] En central installation och 1 satellit. De delar paket, användare och platser.
   *[other] En central installation och { $count } satelliter. De delar paket, användare och platser.
}
satellites-databases = Databaser
satellites-central = Central
satellites-satellite = Satellit
satellites-unlicensed = Satellit utan licens
satellites-unlicensed-why = Inga licenser når satelliten: paketet som gäller har färre satelliter än vad som finns. Stäng en satellit eller aktivera ett paket med fler.
satellites-column-name = Namn
satellites-column-kind = Typ
satellites-column-users = Användare
satellites-can-log-in = ({ $count } kan logga in)
satellites-column-licences = Platslicenser
satellites-column-module = Licens
satellites-column-in-use = Används
satellites-column-total = Totalt
satellites-column-free = Lediga
satellites-column-here = Här
satellites-licences = Platslicenser
satellites-none = Inga platslicenser
satellites-none-why = Platslicenser räknas per installation. Det finns inga i paketen som gäller.
satellites-has = Tilldelad
satellites-has-not = Inte tilldelad
satellites-waits = Väntar på en ledig licens
satellites-assign = Tilldela { $module }
satellites-recall = Återkalla { $module }
satellites-no-unit = Alla licenser av den används. Återkalla den från en annan installation eller köp fler.
satellites-prerequisite = En annan licens måste tilldelas här först, eller behöver den här.
satellites-add = Lägg till satellit
satellites-add-means = Den tar en licens av Satellit. Användare hör till den när du anger det på deras sida.
satellites-lacking-area = Satelliter kräver systemlicensen Områdeshantering, som inte finns i paketen som gäller.
satellites-lacking-licence = Paketen som gäller har inga satelliter.
satellites-lacking-unit = Alla satelliter som är licensierade finns redan. Stäng en eller köp fler.
satellites-name = Namn
satellites-slug = Kortnamn
satellites-slug-hint = Små bokstäver, siffror och bindestreck. Det står i adresser.
satellites-id = Id
satellites-about = Om installationen
satellites-shares = Innehavare, paket och användare är den centrala installationens. Satellitens program frågar med ett eget token.
satellites-token = Skapa ett token för den
satellites-token-for = För programmet i
satellites-rename = Byt namn
satellites-rename-title = Byt namn på { $name }
satellites-close = Stäng satelliten
satellites-close-title = Stäng { $name }
satellites-close-means = Dess program får inga svar längre och dess token öppnar ingenting. Huvudboken behåller det som var.
satellites-close-frees = Licenser som blir lediga: { $modules }.
satellites-close-moves = { $count ->
    [one] 1 användare hör bara till den här satelliten och flyttas till den centrala installationen, med alla licenser.
   *[other] { $count } användare hör bara till den här satelliten och flyttas till den centrala installationen, med alla licenser.
}

problem-central_only = Det här går bara i den centrala installationen.
    .detail = En satellit delar paket, användare och licenser med sin centrala installation. Använd ett token från den.
problem-central_stays = Den centrala installationen kan inte stängas.
    .detail = Stäng en av dess satelliter i stället.
problem-central_slug = Den centrala installationen behåller sitt kortnamn.
    .detail = Det står i adresserna till alla dess sidor. Bara satelliter kan få ett annat.
problem-no_area_management = Satelliter kräver systemlicensen Områdeshantering.
    .detail = Aktivera ett paket som innehåller den.
problem-no_satellite_licence = Paketen som gäller har inga satelliter.
    .detail = Köp satelliter och aktivera paketet som ger dem.
problem-no_satellite_left = Alla satelliter som är licensierade finns redan.
    .detail = Stäng en satellit eller köp fler.
problem-too_many_installations = Det finns för många installationer.
    .detail = En central installation har högst { $limit } satelliter, stängda inräknade.
problem-site_refused = { $module } kan inte tilldelas installationen eller återkallas från den.
    .detail = { $reason ->
        [no_seat] Alla enheter används: återkalla en från en annan installation, eller köp fler.
        [prerequisite] Den hör ihop med en annan licens, som installationen också måste ha.
        [no_licence] Inget gällande paket har den.
        [module_unknown] Inget gällande paket har den.
        [not_assignable] Den ges inte till enskilda installationer.
        [not_started] Den har inte börjat gälla än.
        [expired] Den har gått ut: förnya den.
        [read_only] Den har gått ut: förnya den.
        [tampered] Licensen har ändrats utanför hanteraren. Se vad som står på sidan Huvudbok.
       *[other] En platslicens måste gälla, ha en ledig enhet och ha det den kräver bredvid sig.
    }
problem-satellite_needs_unit = En satellit behåller sin licens så länge den finns.
    .detail = Stäng satelliten, så blir licensen ledig.
problem-operators_only = Det här är för serverns operatörer.
    .detail = Använd ett token som är skapat för själva servern: licentia manager operator.
