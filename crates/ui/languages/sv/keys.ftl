### Nycklar och utfärdare.

keys-title = Nycklar och utfärdare
keys-empty-title = Inga nycklar ännu
keys-empty-why = ”licentia authority init” skapar rotnyckeln och nyckeln som signerar paket.
keys-root = Rotnyckel
keys-root-kind = Slag
keys-root-real = För riktiga kunder
keys-root-demo = Endast för demonstration
keys-root-download = Hämta root.pem
keys-root-means = Kunderna litar på den här nyckeln och inget annat. Ge dem root.pem när de sätter upp sin server, och låt dem jämföra fingeravtrycket med er. Dess hemliga hälft ligger i en egen fil, inte i den här serverns databas.
keys-fingerprint = Fingeravtryck
keys-issuer = Utfärdarnycklar
keys-column-key = Nyckel
keys-column-issuer = Utfärdare
keys-column-from = Signerar från
keys-column-until = Signerar till
keys-column-state = Läge
keys-active = Signerar paket
keys-past = Tidigare; dess paket gäller fortfarande
keys-demo-banner = Detta är en demonstration. Paket som signeras här avvisas av alla riktiga servrar.
