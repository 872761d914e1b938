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
