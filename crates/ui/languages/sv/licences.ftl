### Vad som gäller: skärmen Licenser.

licences-title = Licenser
licences-issuers = Utfärdare
licences-owner = Ägare
licences-serial = Serienummer
licences-standing = Läge
licences-expires = Löper ut
licences-package = Gällande paket
licences-package-number = Nr { $number }
licences-from = Licenser från { $issuer }
licences-column-licence = Licens
licences-column-share = Andel som används
licences-column-in-use = Används
licences-column-free = Lediga
licences-column-total = Totalt
licences-column-until = Gäller till
licences-group-system = Systemlicenser
licences-group-system-means = hela installationen, alla gäller
licences-group-site = Installationslicenser
licences-group-site-means = räknas per installation
licences-group-plans = Användarplaner
licences-group-plans-means = en person har en
licences-group-modules = Övriga användarlicenser
licences-full = Fullt
licences-empty-title = Inga licenser än
licences-empty-why = Dina licenser visas här när du har läst in en licensfil.
