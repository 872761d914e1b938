### Huvudboken: varje ändring, i ordning.

ledger-title = Huvudbok
ledger-column-revision = Revision
ledger-column-time = Tid
ledger-column-who = Vem
ledger-column-what = Vad
ledger-column-about = Om
