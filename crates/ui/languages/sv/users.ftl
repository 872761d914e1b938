### Användare: lista, sök, lägg till, ändra.

users-title = Användare
users-add = Lägg till användare
users-search = Sök användare
users-search-placeholder = Sök namn, e-post, grupp, roll eller plan
users-column-name = Namn
users-column-login = Inloggningsnamn
users-column-group = Grupp
users-column-plan = Användarplan
users-column-source = Källa
users-column-state = Läge
users-column-last-used = Senast använd
users-everybody = Alla
users-no-plan = (Inget val)
users-state-active = Aktiv
users-state-inactive = Kan inte logga in
users-state-former = Tidigare
users-email = E-postadress
users-kind = Slag
users-can-log-in = Kan logga in
users-none-title = Ingen passar ”{ $search }”
users-none-why = En annan stavning, eller färre ord, kan hitta dem.
users-plan = Användarplan
users-plan-means = En för varje utfärdare. Gäller från nästa inloggning.
users-further = Ytterligare licenser
users-effective = Moduler i praktiken
users-history = Historik
users-groups = Grupper
users-groups-hint = Åtskilda med semikolon; ett gruppnamn får innehålla kommatecken.
users-name-hint = Inloggningsnamnet, om det lämnas tomt.
users-id = Användar-ID
users-save = Spara ändringar
users-edit = Ändra
users-edit-title = Ändra { $name }
users-filter = Filtrera på licens
users-only-log-in = Bara de som kan logga in
users-holding = Innehar { $module }
users-empty-title = Det finns inga användare än
users-empty-why = Lägg till den första här, eller många på en gång genom gränssnittet för program.
users-none-filter = Ingen finns i det här urvalet
users-none-filter-why = Ta bort filtret för att se alla.
users-plan-free = { $plan } · { $free } lediga
users-plan-of = Användarplan från { $issuer }
users-no-plan-means = Behåller data och historik, innehar ingen plan
users-preview-change = Förhandsgranska ändring
users-preview-recall = Återkalla planer
users-preview-recall-one = Återkalla den
users-recall-one-title = Återkalla { $plan }
users-bulk-licence = Licens
users-bulk-download = Ladda ner förhandsvisningen
users-bulk-strict = Allt eller inget: om någon ändå inte kan, ändra ingen
users-despite = Fortsätt trots att programmet inte går att fråga
users-bulk-would-fit = Ingenting ändrades. Det här skulle få plats:
users-bulk-nobody = Ingen ändrades.
users-bulk-done = { $count ->
    [one] 1 användare ändrades.
   *[other] { $count } användare ändrades.
}
users-change-title = Byt till { $plan }
users-change-get = { $count ->
    [one] användare får den.
   *[other] användare får den.
}
users-change-has = { $count ->
    [one] användare har den redan.
   *[other] användare har den redan.
}
users-change-replaces = { $count ->
    [one] av dem lämnar en annan plan för den.
   *[other] av dem lämnar en annan plan för den.
}
users-change-refused = { $count ->
    [one] En användare kan inte få den och lämnas som den är.
   *[other] { $count } användare kan inte få den och lämnas som de är.
}
users-change-apply = { $count ->
    [one] Ändra 1 användare
   *[other] Ändra { $count } användare
}
users-recall-title = Återkalla användarplaner
users-recall-means = De valda användarna förlorar sina användarplaner och allt som följer med dem. Data och historik finns kvar. Den som har väntat längst får platserna.
users-recall-apply = { $count ->
    [one] Återkalla från 1 användare
   *[other] Återkalla från { $count } användare
}
users-refused = Vilka som lämnas som de är
users-refused-why = Varför
users-from-plan = Från planen
users-module-used = ({ $used } av { $total } används)
users-suite-seat = Har en plats
users-suite-no-seat = Ingen plats
users-suite-used = { $used } av { $total } platser används
users-suite-means = En plan för alla: den som kan logga in har en plats. Stäng av inloggningen för att frigöra den; allt annat behålls.
users-module-begins = (från { $day })
users-module-full = ({ $used } av { $total } används, ingen kvar)
users-apply = Genomför ändringar
users-effective-none = Inget. Välj en plan, eller kryssa för en licens.
users-effective-suite = Inget. Den som kan logga in har en plats i planen.
users-effective-former = Inget: den som har slutat har inga licenser.
users-effective-hidden = Bara dolda moduler, som följer med något annat.
users-changed-new = nytt: { $names }
users-changed-gone = borta: { $names }
users-changed-by = { $names } (av { $by })
users-show-hidden = { $count ->
    [one] Visa den dolda
   *[other] Visa de { $count } dolda
}
users-until = till och med
users-state-resting = Vilar
users-state-deleted = Borttagen
users-deleted-name = Borttagen användare
users-why = Varför
users-why-not = Fråga varför
users-history-none = Inget har hänt än.
users-did-assigned = Fick { $modules }
users-did-replaced = Lämnade { $modules }
users-did-recalled = Förlorade { $modules }
users-did-healed = Fick plats från väntelistan: { $modules }
users-deactivate = Inaktivera
users-deactivate-title = Inaktivera { $name }
users-deactivate-means = Användaren kan inte längre logga in. Platserna blir lediga för andra; tilldelningarna finns kvar och prövas på nytt vid aktivering.
users-activate = Aktivera
users-activate-title = Aktivera { $name }
users-activate-means = Användaren kan logga in igen. Det som är tilldelat tar sina platser igen, om det finns lediga.
users-activate-without = Aktivera utan licenser
users-return = Ta tillbaka
users-return-title = Ta tillbaka { $name }
users-return-means = Användaren är med igen. Inloggning och licenser kommer inte tillbaka av sig själva.
users-frees = { $count ->
    [one] Den här platsen blir ledig: { $modules }.
   *[other] De här platserna blir lediga: { $modules }.
}
users-frees-nothing = Ingen plats blir ledig.

## Skärmen: flikar, filter, kolumner, filer

users-tabs = Användare och licenser
users-tab-associates = Medarbetare
users-tab-others = Övriga användare
users-tab-licences = Användarlicenser
users-more = Mer
users-export = Exportera
users-export-csv = Hela listan som CSV
users-export-xlsx = Hela listan som Excelarbetsbok
users-columns = Kolumner
users-columns-show = Visa kolumner
users-column-email = E-postadress
users-column-kind = Slag
users-column-groups = Primär grupp
users-column-job-title = Befattning
users-column-role = Roll
users-column-can-log-in = Kan logga in
users-column-sites = Installationer
users-groups-more = +{ $count }
users-state-waiting = Väntar
users-state-unapproved = Ska godkännas
users-filter-quick = Snabbfilter
users-import = Importera
users-found = { $count ->
    [one] 1 hittades
   *[other] { $count } hittades
}
users-filter-more = Alla { $count } licenser
users-filter-further = Valda filter
users-filter-clear = Ta bort filtret
users-filter-module = Med { $module }
users-filter-without = Utan { $module }
users-filter-group = Grupp: { $group }
users-filter-role = Roll: { $role }
users-filter-site = Installation: { $site }
users-filter-source = Källa: { $source }
users-quick-can-log-in = Kan logga in
users-quick-none = Utan licens
users-quick-potential = Möjliga användare
users-quick-approval = Väntar på godkännande
users-quick-logged-on = Inloggade
users-quick-expired = Utgångna
users-quick-former = Tidigare anställda
users-search-everybody = Sök bland alla
users-no-page = Den här sidan är tom nu
users-no-page-why = Listan har blivit kortare.
users-first-page = Gå till första sidan

users-licences-none = Det finns inga licenser för användare
users-licences-none-why = De visas här när ett paket med användarlicenser gäller.
users-licences-licence = Licens
users-licences-type = Typ
users-licences-plan = Användarplan
users-licences-suite = Svit
users-licences-personal = Personlig
users-licences-concurrent = Samtidig
users-licences-in-use = Används
users-licences-free = Lediga
users-licences-given = Tilldelad
users-licences-waiting = Väntar
users-licences-until = Gäller till
users-licences-no-limit = Ingen gräns
users-licences-from = Från

users-groups-search = Sök grupper
users-groups-members = Medlemmar
users-groups-hold = Vad de har
users-groups-none = Det finns inga grupper än
users-groups-none-why = En grupp finns så snart någon användare hör till den. Skriv dess namn på användaren.
users-groups-none-found = Ingen grupp passar ”{ $search }”
users-groups-rename = Byt namn
users-groups-rename-title = Byt namn på { $group }
users-groups-rename-name = Nytt namn
users-groups-rename-means = { $count ->
    [one] En användare hör till gruppen och får det nya namnet, som en ändring. Reglerna tillämpas genast; filter och regler som nämner gruppen behåller det gamla namnet.
   *[other] { $count } användare hör till gruppen och får det nya namnet, som en ändring. Reglerna tillämpas genast; filter och regler som nämner gruppen behåller det gamla namnet.
}
users-groups-rename-joins = Det finns redan en grupp { $group }: de två blir en.
users-job-title = Befattning
users-role = Roll
users-attributes = Attribut
users-attributes-hint = Ett på varje rad: namn = värde, till exempel avdelning = Försäljning.
users-waiting-for-approval = Någon ska först godkänna användaren
users-sites = Installationer

problem-licences_changed = Licenserna för { $user } har ändrats under tiden: { $changes }.
    .detail = Inget sparades. Sidan visar vad användaren har nu: välj igen.
