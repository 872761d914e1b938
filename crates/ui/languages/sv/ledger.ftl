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
