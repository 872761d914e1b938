### Samtalet mellan en leverantörs utfärdarserver och kundernas installationer.

## Vad utfärdarservern säger nej till

problem-installation_not_bound = Den här installationens nyckel är inte den som talar för kunden.
    .detail = Titta på kundens installationer igen: nyckeln har släppts, eller så har en annan godkänts.
problem-installation_ambiguous = Den här nyckeln har talat för { $count } kunder.
    .detail = Säg vilken som menas: skicka serienumret som ”customer”.
problem-on_hold = Leverantören håller inne nya licenser.
    .detail = Inget nytt lämnas ut förrän spärren har hävts.
problem-nothing_new = Det finns inget paket som är nyare än det som gäller.
    .detail = Inget behöver göras.
problem-wrong_addressee = Detta är avsett för en annan utfärdare: { $theirs }.
    .detail = Lämna det till den utfärdaren; här är { $ours }.
problem-other_root = Installationen litar på en annan rotnyckel än vår.
    .detail = Den skulle inte kunna läsa vårt svar. Sätt upp den med vår rotnyckel, eller lämna detta till rätt leverantör.
problem-request_not_online = Den här begäran gjordes för en fil.
    .detail = Den besvaras av leverantören, inte av den här adressen. Ett anrop signerar en egen begäran.
problem-request_from_future = Begäran är daterad mer än ett dygn framåt.
    .detail = Klockan hos installationen som signerade den går före. Ställ den rätt och fråga igen.
problem-issuer_key_replaced = Utfärdarens nyckel byttes i just det här ögonblicket.
    .detail = Inget signerades. Försök igen.
problem-wrong_purpose = Den här begäran gäller något annat.
    .detail = Den frågar efter ”{ $asked }”, och den här adressen svarar på ”{ $here }”.
problem-change_waiting = Det nya namnet eller serienumret är inte godkänt.
    .detail = Försäljningen måste först ange det hos kunden. Sedan kan begäran besvaras.
problem-version_not_covered = Det som kunden äger täcker inte version { $version }.
    .detail = Utöka abonnemangets produktversioner, eller svara med ”cover_version”, och försök igen.
problem-request_closed = Den här begäran har lagts undan utan svar.
    .detail = Be kunden om en ny.
problem-not_a_request_here = Bara en begäran kan besvaras med ett paket.
    .detail = Detta är ett kvitto eller ett brev. Öppna det, och lägg undan det när det är klart.
problem-too_many_letters = Det ligger redan för mycket från den här installationen på skrivbordet.
    .detail = Låt någon besvara eller lägga undan det som finns där först.
problem-language_invalid = Detta är inte ett språk.
    .detail = Använd språkkoder som ”en” eller ”sv” i { $path }.
problem-link_invalid = Detta är ingen adress för en länk.
    .detail = Skriv en adress som börjar med https:// eller http://.
problem-link_without_message = En länk behöver ord.
    .detail = Skriv ett meddelande eller en spärr som säger vad som finns bakom länken.

## Vad huvudboken berättar

ledger-kind-installations-bound = Installationen bunden
ledger-kind-installations-waiting = Installationen väntar på supporten
ledger-kind-installations-copy = Möjlig kopia av installationen
ledger-kind-installations-rewound = Installationen körs på en äldre databas
ledger-kind-installations-clock_set_back = Installationens klocka ställdes tillbaka
ledger-kind-installations-deleted = Installationens licenser togs bort
ledger-kind-installations-changed = Installationen ändrad
ledger-kind-installations-released = Installationen släppt
ledger-kind-installations-accepted = Installationen godkänd
ledger-kind-installations-acknowledged = Installationens återställning bekräftad
ledger-kind-requests-closed = Begäran undanlagd
