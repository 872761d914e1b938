### Huvudboken: varje ändring, i ordning.

ledger-title = Huvudbok
ledger-column-revision = Revision
ledger-column-time = Tid
ledger-column-who = Vem
ledger-column-what = Vad
ledger-column-about = Om

ledger-house-lead = Katalog, nycklar, konton och nya kunder. Varje kund har sin egen historik.
ledger-empty-title = Inget har hänt ännu
ledger-empty-why = Varje ändring kommer att stå här: vem, när, varifrån, vad och varför.
ledger-shown = Revision { $first } till { $last }

ledger-kind-catalogue-applied = Katalog tillämpad
ledger-kind-keys-certified = Utfärdarnyckel certifierad
ledger-kind-customers-created = Kund skapad
ledger-kind-customers-changed = Kund ändrad
ledger-kind-packages-issued = Paket utfärdat
ledger-kind-usage-received = Förbrukning mottagen
ledger-kind-invoices-drafted = Fakturautkast gjorda
ledger-kind-invoices-issued = Faktura utfärdad
ledger-kind-invoices-credited = Faktura krediterad
ledger-kind-meters-receipted = Förbrukning kvitterad
ledger-kind-meters-put_right = Förbrukningsuppgifter återställda ur huvudboken
ledger-kind-meters-renumbered = Förbrukning numrerad på nytt
ledger-kind-orders-placed = Beställning lagd
ledger-kind-orders-approved = Beställning godkänd
ledger-kind-orders-refused = Beställning avslagen
ledger-kind-orders-withdrawn = Beställning återtagen
ledger-kind-terms-changed = Villkor ändrade
ledger-lead = Varje ändring, den senaste först. Posterna är kedjade med kontrollsummor: inget kan tas bort eller läggas in obemärkt.
ledger-actor-server = Servern
ledger-before = Före
ledger-after = Efter
ledger-and-more = och { $count } till
ledger-members = { $count ->
    [one] (1 del)
   *[other] ({ $count } delar)
}
ledger-range = Revision { $last } till { $first }

## Vilken väg en ändring kom: `ledger-origin-<origin>`.

ledger-origin-page = i webbläsaren
ledger-origin-api = genom API:et
ledger-origin-cli = från kommandoraden
ledger-origin-scim = från identitetssystemet
ledger-origin-rule = av en regel
ledger-origin-peer = från leverantören

## Vad som hände: `ledger-kind-<kind>`, med bindestreck för punkter.

ledger-kind-accounts-changed = Konto ändrat
ledger-kind-accounts-invited = Konto inbjudet
ledger-kind-accounts-link_made = Engångslänk skapad
ledger-kind-accounts-link_used = Engångslänk använd
ledger-kind-accounts-look_chosen = Språk eller tema valt
ledger-kind-accounts-password_changed = Lösenord ändrat
ledger-kind-accounts-removed = Konto borttaget
ledger-kind-accounts-set_up = Konto i ordning
ledger-kind-accounts-token_made = Nyckel skapad
ledger-kind-accounts-token_revoked = Nyckel återkallad
ledger-kind-assignments-assigned = Licenser tilldelade
ledger-kind-assignments-healed = Väntande tilldelningar uppfyllda
ledger-kind-assignments-recalled = Licenser återkallade
ledger-kind-contact-changed = Läget med licensservern ändrat
ledger-kind-events-changed = Systemhändelse ändrad
ledger-kind-events-ended = Systemhändelse avslutad
ledger-kind-events-started = Systemhändelse startad
ledger-kind-contact-keys = Nyckellista mottagen
ledger-kind-contact-rewound = Licensservern har sett ett senare läge
ledger-kind-contact-notice_dismissed = Avisering kvitterad
ledger-kind-contact-letter = Fråga till leverantören
ledger-kind-day-changed = En ny dag började
ledger-kind-day-closed = Dagen avslutad
ledger-kind-history-taken_over = Tidigare historik övertagen
ledger-kind-meters-taken_over = Tidigare användning övertagen
ledger-kind-installations-created = Installation skapad
ledger-kind-installations-holder = Serienummer och företag angivna
ledger-kind-installations-satellite_created = Satellit skapad
ledger-kind-installations-satellite_closed = Satellit stängd
ledger-kind-installations-renamed = Installation fick nytt namn
ledger-kind-installations-licence_assigned = Platslicens tilldelad
ledger-kind-installations-licence_recalled = Platslicens återkallad
ledger-kind-installations-version = Produktversion rapporterad
ledger-kind-licences-deleted = Licenser raderade
ledger-kind-requests-created = Begäran skapad
ledger-kind-packages-prepared = Paket förberett för en kommande version
ledger-kind-packages-activated = Paket aktiverat
ledger-kind-packages-dismissed = Paket lagt åt sidan
ledger-kind-packages-loaded = Paket inläst
ledger-kind-sessions-purged = Gamla inloggningar glömda
ledger-kind-sessions-changed = Sessioner öppnade eller avslutade
ledger-kind-sessions-ended = Inloggningar avslutade av en administratör
ledger-kind-users-added = Användare tillagd
ledger-kind-users-created = Användare tillagd
ledger-kind-users-changed = Användare ändrad
ledger-kind-users-deleted = Användare raderad
ledger-kind-users-portrait_set = Bild på användare sparad
ledger-kind-users-portrait_removed = Bild på användare borttagen
ledger-kind-users-imported = Användare importerade
ledger-kind-users-regrouped = Grupp har bytt namn
ledger-kind-users-renamed = Användare har bytt namn
ledger-kind-users-activated = Användare aktiverad
ledger-kind-users-deactivated = Användare inaktiverad
ledger-kind-users-retired = Anställning avslutad
ledger-kind-assignments-changed = Licenser ändrade

ledger-tampered = Ändrat utanför Licentia
ledger-tampered-do = Raderna bär inte sigillet för sitt innehåll, så de räknas inte. Återställ databasen från en säkerhetskopia, eller kör ”licentia verify” för att se vad mer som ändrats.

ledger-clock = Klockan
ledger-clock-ahead = Datorns klocka visar en tid som ligger långt före allt som är känt. Bekräfta den om den är rätt; ställ annars klockan.
ledger-clock-confirm = Bekräfta klockan
ledger-rewound = En äldre databas
ledger-rewound-why = Kedjan står på ändring { $found }, och servern hade skrivit ändring { $witnessed }. Om du har återställt en säkerhetskopia med avsikt, så förklara det: huvudboken säger det, och leverantören får veta det vid nästa kontakt. Annars har någon lagt dit en äldre kopia: stoppa servern och lägg tillbaka den rätta.
ledger-rewound-declare = Förklara en återställning
ledger-kind-clock-confirmed = Klockan bekräftad
ledger-kind-ledger-restore_declared = Återställning förklarad
ledger-kind-blockers-registered = Program registrerat som tillfrågas före en återkallelse
ledger-kind-blockers-removed = Program tillfrågas inte längre före en återkallelse
ledger-kind-meters-closed = Mätarmånader stängda
