### Användare: lista, sök, lägg till, ändra.

users-title = Användare
users-add = Lägg till användare
users-search = Sök användare
users-search-placeholder = Sök namn, inloggning, e-post eller grupp
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
users-filter = Filtrera på plan
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
users-change-title = Byt till { $plan }
users-change-get = { $count ->
    [one] användare får planen, eller har den redan.
   *[other] användare får planen, eller har den redan.
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
users-module-used = ({ $used } av { $total })
users-module-full = ({ $used } av { $total }, ingen kvar)
users-apply = Genomför ändringar
users-effective-none = Inget. Välj en plan, eller kryssa för en licens.
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
users-retire = Avsluta anställning
users-retire-title = Avsluta anställningen för { $name }
users-retire-means = Användaren blir en tidigare anställd: licenser och inloggning försvinner, data finns kvar. Den som kommer tillbaka får inget tillbaka av sig självt.
users-return = Ta tillbaka
users-return-title = Ta tillbaka { $name }
users-return-means = Användaren är med igen. Inloggning och licenser kommer inte tillbaka av sig själva.
users-delete = Ta bort
users-delete-title = Ta bort { $name }
users-delete-means = Namn, inloggningsnamn, e-postadress och grupper raderas för alltid, även i historiken. Bara ID, vad som hände och hur ofta finns kvar.
users-frees = { $count ->
    [one] Den här platsen blir ledig: { $modules }.
   *[other] De här platserna blir lediga: { $modules }.
}
users-frees-nothing = Ingen plats blir ledig.
