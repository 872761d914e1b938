### Sökningen i toppfältet, hos utfärdaren och i licenshanteraren.

search-title = Sök: { $words }
search-nothing = Inget heter så
search-nothing-why = Sökningen letar efter kunder efter namn, serienummer, id och kontaktperson, även sådana de haft tidigare, efter installationer efter nyckelns början och efter paket efter deras id.
search-all-customers = Visa alla kunder
search-all-hits = Visa alla { $count } kunder
search-former = Hette så förut
search-column-former = Hette
search-column-now = Heter
search-column-until = Till
search-column-key = Installationsnyckel
search-column-last = Senaste kontakt
search-nothing-why-manager = Sökningen letar efter användare efter namn, inloggningsnamn och vad användarlistan annars söks på, efter produkter efter namn och kod och efter paket efter nummer, utfärdare och id.
search-all-users = Visa alla användare
search-all-products = Visa alla produkter
search-all-hits-users = Visa alla { $count } användare
search-all-hits-products = Visa alla { $count } produkter
search-all-hits-packages = Visa alla paket ({ $count } heter så)
