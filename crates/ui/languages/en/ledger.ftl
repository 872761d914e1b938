### The ledger: every change, in order.

ledger-title = Ledger
ledger-column-revision = Revision
ledger-column-time = Time
ledger-column-who = Who
ledger-column-what = What
ledger-column-about = About

ledger-house-lead = Catalogue, keys, accounts and new customers. Each customer has a history of its own.
ledger-empty-title = Nothing has happened yet
ledger-empty-why = Every change will stand here: who, when, from where, what and why.
ledger-shown = Revision { $first } to { $last }

ledger-kind-catalogue-applied = Catalogue applied
ledger-kind-keys-certified = Issuer key certified
ledger-kind-customers-created = Customer created
ledger-kind-customers-changed = Customer changed
ledger-kind-packages-issued = Package issued
