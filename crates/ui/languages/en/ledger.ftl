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
ledger-kind-usage-received = Usage received
ledger-kind-invoices-drafted = Invoices drawn up
ledger-kind-invoices-issued = Invoice issued
ledger-kind-invoices-credited = Invoice credited
ledger-kind-meters-receipted = Usage receipted
ledger-kind-meters-put_right = Usage figures restored from the ledger
ledger-kind-meters-renumbered = Usage numbered anew
ledger-kind-orders-placed = Order placed
ledger-kind-orders-approved = Order approved
ledger-kind-orders-refused = Order refused
ledger-kind-orders-withdrawn = Order withdrawn
ledger-kind-terms-changed = Terms changed
ledger-lead = Every change, newest first. Entries are chained by hashes: nothing can be taken out or put in unnoticed.
ledger-actor-server = The server
ledger-before = Before
ledger-after = After
ledger-and-more = and { $count } more
ledger-members = { $count ->
    [one] (1 part)
   *[other] ({ $count } parts)
}
ledger-range = Revisions { $last } to { $first }

## Through which door a change came: `ledger-origin-<origin>`.

ledger-origin-page = in the browser
ledger-origin-api = through the API
ledger-origin-cli = from the command line
ledger-origin-scim = from the identity system
ledger-origin-rule = by a rule
ledger-origin-peer = from the vendor

## What happened: `ledger-kind-<kind>`, with dashes for dots.

ledger-kind-accounts-changed = Account changed
ledger-kind-accounts-invited = Account invited
ledger-kind-accounts-link_made = One-time link made
ledger-kind-accounts-link_used = One-time link used
ledger-kind-accounts-look_chosen = Language or theme chosen
ledger-kind-accounts-password_changed = Password changed
ledger-kind-accounts-removed = Account removed
ledger-kind-accounts-set_up = Account set up
ledger-kind-accounts-token_made = Token made
ledger-kind-accounts-token_revoked = Token revoked
ledger-kind-assignments-assigned = Licences assigned
ledger-kind-assignments-healed = Waiting assignments met
ledger-kind-assignments-recalled = Licences recalled
ledger-kind-contact-changed = Contact with the authority changed
ledger-kind-events-changed = System event changed
ledger-kind-events-ended = System event ended
ledger-kind-events-started = System event started
ledger-kind-contact-keys = List of keys received
ledger-kind-contact-rewound = The authority has seen a later state
ledger-kind-contact-notice_dismissed = Notice dismissed
ledger-kind-contact-letter = Question sent to the vendor
ledger-kind-day-changed = A new day began
ledger-kind-day-closed = Day closed
ledger-kind-history-taken_over = History from before taken over
ledger-kind-meters-taken_over = Usage from before taken over
ledger-kind-installations-created = Installation made
ledger-kind-installations-holder = Serial number and company entered
ledger-kind-installations-satellite_created = Satellite made
ledger-kind-installations-satellite_closed = Satellite closed
ledger-kind-installations-renamed = Installation renamed
ledger-kind-installations-licence_assigned = Site licence assigned
ledger-kind-installations-licence_recalled = Site licence recalled
ledger-kind-installations-version = Product version reported
ledger-kind-licences-deleted = Licences deleted
ledger-kind-requests-created = Request file made
ledger-kind-packages-prepared = Package prepared for a coming version
ledger-kind-packages-activated = Package activated
ledger-kind-packages-dismissed = Package dismissed
ledger-kind-packages-loaded = Package loaded
ledger-kind-sessions-purged = Log-ins of long ago forgotten
ledger-kind-sessions-changed = Sessions opened or ended
ledger-kind-sessions-ended = Log-ins ended by an administrator
ledger-kind-users-added = User added
ledger-kind-users-created = User added
ledger-kind-users-changed = User changed
ledger-kind-users-deleted = User deleted
ledger-kind-users-portrait_set = Picture of a user set
ledger-kind-users-portrait_removed = Picture of a user removed
ledger-kind-users-imported = Users imported
ledger-kind-users-regrouped = Group renamed
ledger-kind-users-renamed = User renamed
ledger-kind-users-activated = User activated
ledger-kind-users-deactivated = User deactivated
ledger-kind-users-retired = User retired
ledger-kind-assignments-changed = Licences changed

ledger-tampered = Changed outside Licentia
ledger-tampered-do = These rows do not carry the seal of their content, so they do not count. Restore the database from a backup, or run “licentia verify” to see what else was changed.

ledger-clock = The clock
ledger-clock-ahead = The machine's clock shows a time that is far ahead of everything known. If it is right, confirm it; otherwise set the clock.
ledger-clock-confirm = Confirm the clock
ledger-rewound = An older database
ledger-rewound-why = The chain stands at change { $found }, and this server had written change { $witnessed }. If you restored a backup on purpose, declare it: the ledger says so, and the vendor learns of it at the next contact. If not, somebody put an older copy in place: stop the server and put the right one back.
ledger-rewound-declare = Declare a restore
ledger-kind-clock-confirmed = Clock confirmed
ledger-kind-ledger-restore_declared = Restore declared
ledger-kind-blockers-registered = Application registered that is asked before a recall
ledger-kind-blockers-removed = Application is no longer asked before a recall
ledger-kind-meters-closed = Months of meters closed
