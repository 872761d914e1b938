### Sökningen i utfärdarens toppfält.

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
