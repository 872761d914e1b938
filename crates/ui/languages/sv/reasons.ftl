### Varför en signerad fil utifrån nekas: ett `problem-<kod>` för varje skäl i formaten.

## Filen som byte

problem-too_large = Filen är större än den får vara.
    .detail = Kontrollera att det är rätt fil. Ett paket har högst 16 MiB, en förbrukningsfil eller en CSV-fil med användare eller tilldelningar 64 MiB, alla andra filer 1 MiB.
problem-empty = Filen är tom.
    .detail = Hämta den igen.
problem-byte_order_mark = Filen har sparats i ett redigeringsprogram.
    .detail = Använd filen som den skickades, inte en kopia från ett redigeringsprogram.
problem-not_a_package = Det här är ingen licensfil.
    .detail = Välj licensfilen; dess namn slutar oftast på .tls.
problem-not_a_request = Det här är ingen fil med en begäran.
    .detail = Välj filen med begäran, LicenseRequest.tlr.
problem-not_a_receipt = Det här är ingen kvittofil.
    .detail = Välj kvittofilen; dess namn slutar oftast på .tlc.
problem-not_a_letter = Det här är ingen brevfil.
    .detail = Välj brevfilen; dess namn slutar oftast på .tll.
problem-not_a_usage_bundle = Det här är ingen förbrukningsfil.
    .detail = Välj förbrukningsfilen; dess namn slutar oftast på .tlu.
problem-not_a_visit = Det här är ingen väg in i butiken.
    .detail = Öppna butiken från licenshanteraren.
problem-not_an_answer = Det som kom tillbaka är inget svar från en utfärdarserver.
    .detail = Kontrollera utfärdarserverns adress, och om något på vägen svarar i dess ställe.
problem-not_a_usage_receipt = Det här är inget kvitto på en förbrukningsfil.
    .detail = Välj kvittot som utfärdaren har skickat; dess namn slutar oftast på .receipt.
problem-not_a_key_list = Det här är ingen nyckellista.
    .detail = Välj den nyckellista som leverantören har publicerat.
problem-not_a_certificate = Det här är inget nyckelcertifikat.
    .detail = Välj certifikatfilen som leverantören har skickat.
problem-this_is_a_key = Filen är en nyckel, ingen signerad fil.
    .detail = Välj en annan fil. Om det är en privat nyckel, skicka den till ingen.
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
problem-lines_added = Filen innehåller mer än vad som hör dit.
    .detail = Använd filen som den skickades; en begäran, ett kvitto eller ett brev per fil.

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

## En annan av våra egna filer

problem-this_is_a_package = Filen är ett licenspaket.
    .detail = Läs in den i installationen.
problem-this_is_a_request = Filen är en begäran från en installation.
    .detail = Skicka den till utfärdaren och läs in filen som kommer tillbaka.
problem-this_is_a_receipt = Filen är ett kvitto från en installation.
    .detail = Skicka den till utfärdaren. Licensfilen är den som slutar på .tls.
problem-this_is_a_letter = Filen är ett brev från en installation.
    .detail = Skicka den till utfärdaren.
problem-this_is_a_usage_bundle = Filen är en förbrukningsfil från en installation.
    .detail = Skicka den till utfärdaren, som tar in den under Förbrukning.
problem-this_is_a_visit = Det här är någons väg in i butiken.
    .detail = Välj den fil som avsågs; en sådan adress gäller bara i några minuter.
problem-this_is_an_answer = Filen är ett svar på en begäran över nätet.
    .detail = Välj den fil som avsågs; ett svar hör till det ögonblick då det gavs.
problem-this_is_a_usage_receipt = Filen är en utfärdares kvitto på en förbrukningsfil.
    .detail = Läs in den där förbrukningsfilen gjordes, under Mätta tjänster.
problem-this_is_a_key_list = Filen är en lista över utfärdares nycklar.
    .detail = Välj den fil som avsågs; en nyckellista följer med paketen av sig själv.
problem-this_is_a_certificate = Filen är certifikatet för en utfärdares nyckel.
    .detail = Installera det på utfärdarservern.

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
problem-own_key_unreadable = Ingen nyckel kan läsas ur raden som skulle ha med sin egen.
    .detail = Hämta filen igen; den har skadats på vägen.
problem-self_signature = Raden är signerad med en annan nyckel än den har med sig.
    .detail = Använd inte filen: den som skickade den har inte nyckeln den nämner.
problem-partner_certifies = En partners certifikat säger att dess nyckel får certifiera andra.
    .detail = Be leverantören om ett nytt certifikat.
problem-key_list_repeated = Filen har två nyckellistor.
    .detail = Använd filen som den skickades.
problem-key_list_misplaced = En nyckellista står bland raderna.
    .detail = Använd filen som den skickades.

## Vad som signerats

problem-payload_not_json = En rads innehåll kan inte läsas.
    .detail = Utfärdarens program måste rättas.
problem-too_deep = En rads innehåll är för djupt nästlat.
    .detail = Utfärdarens program måste rättas.
problem-newer_format = Filen har ett nyare format än programmet känner till.
    .detail = Uppdatera programmet.
problem-unknown_critical = Filen behöver något som programmet inte känner till.
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
problem-bad_url = En adress i filen börjar inte med https:// eller http://.
    .detail = Utfärdaren måste rätta adressen.
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
problem-repeated = En gräns, en mätare eller en nyckel förekommer två gånger.
    .detail = Utfärdaren måste rätta paketet eller listan.
problem-change_unclear = Begäran säger inte tydligt om den gäller ett annat namn eller serienummer.
    .detail = Programmet som skrev begäran måste rättas.
problem-figure_order = En uppgift i förbrukningsfilen saknas eller står på fel plats.
    .detail = Skicka förbrukningsfilen som den gjordes.
problem-figure_unclear = Överförbrukningen i en uppgift är inte det som förbrukats utöver kvoten.
    .detail = Programmet som skrev förbrukningsfilen måste rättas.
problem-wrong_state = Svaret saknar det som dess läge talar om.
    .detail = Utfärdarens program måste rättas.

## Paketet på sin plats

problem-wrong_holder = Paketet är för en innehavare med ett annat namn.
    .detail = Jämför företagsnamnet bokstav för bokstav; be utfärdaren om ett paket i rätt namn.
problem-wrong_serial = Paketet är för ett annat serienummer.
    .detail = Jämför serienumret; välj filen som skickades för det.
problem-wrong_installation = Paketet är för en annan installation.
    .detail = Be utfärdaren om ett paket för den här installationen.
problem-holder_change_not_authorised = Paketet ändrar namn eller serienummer för en annan innehavare.
    .detail = Jämför det tidigare namnet och serienumret; be utfärdaren att godkänna ändringen för den här innehavaren.
problem-answer_for_other = Svaret är avsett för en annan installation.
    .detail = Fråga igen; meddela utfärdaren om det kvarstår.
problem-other_issuer = En annan utfärdare svarade än den som tillfrågades.
    .detail = Kontrollera utfärdarserverns adress.
problem-wrong_nonce = Det här svarar inte på någon begäran som är öppen här.
    .detail = Skicka den senaste begäran till utfärdaren och läs in svaret.
problem-key_withdrawn = Nyckeln som signerade har dragits tillbaka.
    .detail = Använd inte filen; be utfärdaren om en som är signerad med dess nuvarande nyckel.
problem-older_key_list = En nyare nyckellista är redan känd här.
    .detail = Inget behöver göras; den nyare listan står kvar.
problem-key_list_reused = En annan nyckellista med samma version är känd här.
    .detail = Meddela leverantören: roten har signerat två listor med samma version.
problem-older_sequence = Ett nyare paket har redan gällt.
    .detail = Läs in det nyaste paketet som utfärdaren har skickat.
problem-already_in_force = Just det här paketet gäller redan.
    .detail = Inget behöver göras.
problem-sequence_reused = Ett annat paket med samma nummer gäller.
    .detail = Meddela utfärdaren: ett nummer har använts två gånger.
