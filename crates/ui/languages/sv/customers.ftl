### Utfärdarens kunder.

customers-title = Kunder
customers-add = Lägg till kund
customers-search = Sök kunder
customers-column-name = Kund
customers-column-serial = Serienummer
customers-issue = Utfärda paket
