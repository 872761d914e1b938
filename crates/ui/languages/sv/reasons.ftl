### Varför en fil utifrån nekas: ett `problem-<kod>` för varje skäl i paketformatet.

## Filen som byte

problem-too_large = Filen är större än den får vara.
    .detail = Kontrollera att det är licensfilen. Ett paket har högst 16 MiB.
problem-empty = Filen är tom.
    .detail = Hämta den igen.
problem-byte_order_mark = Filen har sparats i ett redigeringsprogram.
    .detail = Använd filen som den skickades, inte en kopia från ett redigeringsprogram.
problem-not_a_package = Det här är ingen licensfil.
    .detail = Välj licensfilen; dess namn slutar oftast på .tls.
problem-not_utf8 = Filen är inte läsbar text.
    .detail = Hämta den igen; den har skadats eller omvandlats på vägen.
problem-carriage_return = Filens radslut har omvandlats.
    .detail = Överför filen binärt.
problem-blank_line = Filen har en tom rad.
    .detail = Använd filen som den skickades.
problem-line_too_long = En rad i filen är för lång.
    .detail = Hämta den igen; fråga utfärdaren om det kvarstår.
problem-truncated = Filen är avklippt.
    .detail = Hämta den igen.

## En signerad rad

problem-not_a_jws = En rad är ingen signerad rad.
    .detail = Hämta filen igen; den har skadats på vägen.
problem-bad_base64 = En rad innehåller tecken som inte hör dit.
    .detail = Hämta filen igen; den har skadats på vägen.
problem-base64_padded = En rad är utfylld med likhetstecken.
    .detail = Utfärdarens program måste rättas.
problem-base64_not_canonical = En rad är inte skriven på det enda tillåtna sättet.
    .detail = Hämta filen igen; den har ändrats på vägen.
problem-header_not_json = En rads huvud kan inte läsas.
    .detail = Utfärdarens program måste rättas.
problem-header_critical = En rad kräver något som formatet inte har.
    .detail = Uppdatera programmet; fråga utfärdaren vilken version filen behöver.
problem-header_member_unknown = En rads huvud innehåller något okänt.
    .detail = Utfärdarens program måste rättas.
problem-header_member_missing = En rads huvud saknar något.
    .detail = Utfärdarens program måste rättas.
problem-duplicate_member = En rad säger samma sak två gånger.
    .detail = Utfärdarens program måste rättas.
problem-wrong_algorithm = En rad är signerad på ett sätt som inte godtas.
    .detail = Betrakta filen som förfalskad om utfärdaren inte kan förklara det.
problem-wrong_type = En rad är av ett slag som inte får stå där.
    .detail = Använd filen som den skickades; rader får inte flyttas eller bytas.
problem-signature_length = En signatur har fel längd.
    .detail = Hämta filen igen; den har skadats på vägen.
problem-bad_signature = En signatur stämmer inte: filen har ändrats.
    .detail = Använd den inte. Hämta den igen från utfärdaren.

## Vem som signerat

problem-manifest_missing = Filen börjar inte med sitt manifest.
    .detail = Använd hela filen som den skickades.
problem-manifest_repeated = Filen innehåller ett andra manifest.
    .detail = Läs in ett paket i taget.
problem-certificate_missing = Filen har inget nyckelcertifikat.
    .detail = Använd hela filen som den skickades.
problem-certificate_misplaced = Ett nyckelcertifikat står bland raderna.
    .detail = Använd filen som den skickades.
problem-too_many_certificates = Filen har för många nyckelcertifikat.
    .detail = Utfärdarens program måste rättas.
problem-untrusted_root = Filen leder inte tillbaka till den rotnyckel som är betrodd här.
    .detail = Jämför rotens fingeravtryck med leverantörens. Filen kan vara en annan leverantörs, eller förfalskad.
problem-broken_chain = Kedjan av nyckelcertifikat är bruten.
    .detail = Be utfärdaren om ett paket med hela kedjan.
problem-may_not_certify = En nyckel har certifierats av en som inte får göra det.
    .detail = Fråga leverantören; utfärdaren har certifierat en nyckel utan att få det.
problem-bad_key = En nyckel i filen är inte användbar.
    .detail = Utfärdarens program måste rättas.
problem-weak_key = En nyckel i filen skulle passa vilken signatur som helst.
    .detail = Betrakta filen som förfalskad.
problem-private_key = Filen innehåller en privat nyckel.
    .detail = Meddela utfärdaren genast: nyckeln måste bytas.
problem-wrong_key_id = En nyckel har ett annat namn än den påstår.
    .detail = Utfärdarens program måste rättas.
problem-certificate_dates = Ett nyckelcertifikat slutar innan det börjar.
    .detail = Be leverantören om ett nytt certifikat.
problem-key_not_yet_valid = Paketet är daterat innan dess nyckel certifierades.
    .detail = Be utfärdaren om ett nytt paket; en klocka gick fel vid signeringen.
problem-key_expired = Paketet är daterat efter att nyckelns certifikat upphört.
    .detail = Be utfärdaren om ett paket signerat med dess nuvarande nyckel.
problem-unknown_key = En rad är signerad med en nyckel som filen inte har med sig.
    .detail = Be utfärdaren om ett paket med hela kedjan.
problem-other_key = En rad är signerad med en annan nyckel än manifestet.
    .detail = Använd filen som den skickades; rader får inte flyttas mellan paket.
problem-wrong_issuer = Nyckeln är inte certifierad för den här utfärdaren.
    .detail = Använd inte filen; fråga leverantören vem nyckeln tillhör.

## Vad som signerats

problem-payload_not_json = En rads innehåll kan inte läsas.
    .detail = Utfärdarens program måste rättas.
problem-too_deep = En rads innehåll är för djupt nästlat.
    .detail = Utfärdarens program måste rättas.
problem-newer_format = Paketet har ett nyare format än programmet känner till.
    .detail = Uppdatera programmet.
problem-unknown_critical = Paketet behöver något som programmet inte känner till.
    .detail = Uppdatera programmet.
problem-member_missing = En rads innehåll saknar något.
    .detail = Utfärdarens program måste rättas.
problem-bad_member = En rads innehåll har ett värde det inte får ha.
    .detail = Utfärdarens program måste rättas.
problem-bad_date = Ett datum i paketet är ingen dag i kalendern.
    .detail = Utfärdarens program måste rättas.
problem-bad_zone = Paketet nämner en tidszon som inte finns.
    .detail = Uppdatera programmet om zonen är ny; annars måste utfärdaren rätta den.
problem-bad_name = Ett namn i paketet får inte vara ett namn.
    .detail = Utfärdarens program måste rättas.
problem-quantity_unclear = En rad säger inte tydligt hur många.
    .detail = Utfärdaren måste rätta raden.
problem-row_dates = En rad slutar innan den börjar.
    .detail = Utfärdaren måste rätta raden.

## Paketet som helhet

problem-other_package = En rad hör till ett annat paket.
    .detail = Använd filen som den skickades; rader får inte flyttas mellan paket.
problem-row_order = Rader har bytts, upprepats eller flyttats.
    .detail = Använd filen som den skickades.
problem-rows_missing = Rader har tagits bort.
    .detail = Hämta filen igen.
problem-rows_added = Rader har lagts till.
    .detail = Hämta filen igen.
problem-rows_changed = Raderna är inte de som signerades tillsammans.
    .detail = Hämta filen igen; rader har bytts mot andra från samma utfärdare.
problem-repeated = En gräns eller en mätare förekommer två gånger.
    .detail = Utfärdaren måste rätta paketet.

## Paketet på sin plats

problem-wrong_holder = Paketet är för en innehavare med ett annat namn.
    .detail = Jämför företagsnamnet bokstav för bokstav; be utfärdaren om ett paket i rätt namn.
problem-wrong_serial = Paketet är för ett annat serienummer.
    .detail = Jämför serienumret; välj filen som skickades för det.
problem-wrong_installation = Paketet är för en annan installation.
    .detail = Be utfärdaren om ett paket för den här installationen.
problem-wrong_nonce = Paketet svarar inte på den begäran som är öppen här.
    .detail = Skicka den senaste begäran till utfärdaren och läs in svaret.
problem-older_sequence = Ett nyare paket har redan gällt.
    .detail = Läs in det nyaste paketet som utfärdaren har skickat.
problem-already_in_force = Just det här paketet gäller redan.
    .detail = Inget behöver göras.
problem-sequence_reused = Ett annat paket med samma nummer gäller.
    .detail = Meddela utfärdaren: ett nummer har använts två gånger.
