### Utfärdarens katalog.

catalogue-title = Katalog
catalogue-column-module = Modul
catalogue-column-scope = Omfattning
catalogue-column-brings = Har med sig
