### The ledger: every change, in order.

ledger-title = Ledger
ledger-column-revision = Revision
ledger-column-time = Time
ledger-column-who = Who
ledger-column-what = What
ledger-column-about = About
