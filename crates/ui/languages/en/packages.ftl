### Packages: load, compare, activate.

packages-title = Packages
packages-activate-title = Activate new licence
packages-activate = Activate
packages-activate-lead = Package no. { $number } from { $issuer }, signed { $date }, for { $holder }
packages-what-changes = What changes
packages-unchanged = { $unchanged ->
    [0] { $changed } of { $all } licences.
    [one] { $changed } of { $all } licences. The other one stays as it is.
   *[other] { $changed } of { $all } licences. The other { $unchanged } stay as they are.
}
packages-column-change = +/−
packages-column-new-total = New total
packages-column-new-free = New free
packages-new = New
packages-gone = Gone
packages-dates = Dates
packages-people = People affected
packages-lose = Lose a licence
packages-lose-from = Lose a licence from { $date }
packages-lose-still-later = Lose a licence later still
packages-names-from = { $names } from { $date }
packages-gain = Gain a licence
packages-blocked = { $count ->
    [one] 1 more person holds { $module } than the new licence allows.
   *[other] { $count } more people hold { $module } than the new licence allows.
}
packages-blocked-do = { $count ->
    [one] Take 1 away or move that person to another plan, then activate.
   *[other] Take { $count } away or move them to another plan, then activate.
}
packages-blocked-do-take = Take { $count } away, then activate.
packages-blocked-do-suite = { $count ->
    [one] Switch off the log-in of 1 person, then activate.
   *[other] Switch off the log-in of { $count } people, then activate.
}
packages-blocked-site = { $count ->
    [one] 1 more of { $module } is in use than the new licence allows.
   *[other] { $count } more of { $module } are in use than the new licence allows.
}
packages-whole = Activated as a whole or not at all.
packages-load-title = Load licence from file
packages-file-hint = Its name ends in .tls. You see what it changes before anything happens.
packages-load = Load and compare
packages-column-package = Package
packages-column-issuer = Issuer
packages-column-state = State
packages-column-loaded = Loaded
packages-column-activated = In force since
packages-state-loaded = Waits for activation
packages-state-in-force = In force
packages-state-replaced = Replaced
packages-state-prepared = Prepared
packages-state-deleted = Deleted
packages-state-dismissed = Put aside
packages-nothing-changes = Nothing changes.
packages-download = Download file
packages-group-hidden = Modules that come with plans
packages-on = on
packages-off = off
packages-capped = limited
packages-in-force = In force
packages-other-definition = Defined otherwise
packages-dates-stay = The dates stay as they are.
packages-date = Date
packages-date-before = Now
packages-date-after = After activating
packages-date-never = never
packages-nobody = Nobody gains or loses anything.
packages-people-more = { $count ->
    [one] and 1 more
   *[other] and { $count } more
}
packages-lead = Every licence file that was ever loaded or fetched, and what each of them changed.
packages-in-force-title = This licence is in force
packages-past-title = Package no. { $number }
packages-number-of = Package no. { $number }
packages-prepared-title = Prepared licence
packages-activated = since
packages-changed-nothing = It changed nothing for anybody.
packages-nothing-changes-means = { $count ->
    [one] The package says the same about the licence as the one in force. Activating it only takes over its number.
   *[other] The package says the same about all { $count } licences as the one in force. Activating it only takes over its number.
}
packages-only-dates = No licence changes, only what stands below.
packages-put-aside = Put aside
packages-caution = Is a number wrong, or a module? Do not activate.
packages-caution-ask = Tell { $issuer }
packages-remove = Remove superfluous licences
packages-why-blocked = { $count ->
    [one] One licence has more holders than the new total.
   *[other] { $count } licences have more holders than their new totals.
}
packages-why-newer = Package no. { $number } is newer. Of several that wait, only the newest counts.
packages-why-overtaken = A newer package has been in force already.
packages-why-prepared = Comes into force by itself with version { $version }.
packages-why-prepared-any = Comes into force by itself with the version it is for.
packages-newer = Package no. { $number } from the same issuer waits too, and is newer. Only the newest counts.
packages-newer-open = Open no. { $number }
packages-overtaken = A newer package has been in force already, so this one can no longer be activated. Put it aside.
packages-coming = This licence is for a version of the application that is not in use yet. Activated, it waits for that version and comes into force with it.
packages-prepared = This licence comes into force by itself as soon as the application reports version { $version }. Nothing changes before that.
packages-prepared-any = This licence comes into force by itself as soon as the application reports a version that it covers. Nothing changes before that.
packages-again = This licence is in force already.
packages-again-means = Nothing needs to be done.
packages-holder-changes = The holder changes:
packages-changed-meanwhile = Nothing was activated, because something has changed since you looked.
packages-changed-look = Look through it once more, then activate.
packages-differs-new = { $module } is among the changes now.
packages-differs-use = { $module }: { $before } were in use, now { $now }.
packages-differs-total = { $module } has another total now.
packages-differs-gone = { $count ->
    [one] 1 row is no longer among the changes.
   *[other] { $count } rows are no longer among the changes.
}
packages-blocked-hidden = { $count ->
    [one] 1 module that comes with plans is short as well; it follows.
   *[other] { $count } modules that come with plans are short as well; they follow.
}
packages-blocked-several = { $count } licences have more holders than the new licence allows.
packages-blocked-several-do = Take them away or move people to another plan, then activate:
packages-blocked-only-hidden = { $count ->
    [one] 1 module that comes with plans has more holders than the new licence allows.
   *[other] { $count } modules that come with plans have more holders than the new licence allows.
}
packages-blocked-only-hidden-do = Take plans away that bring it, or move people to another one, then activate.
packages-hidden-blocking = { $count } short
packages-other-use = Other use
packages-was = until now { $name }
packages-then = then
packages-span-always = no end
packages-span-from = from { $start }
packages-span-until = until { $due }
packages-span-both = { $start } to { $due }
packages-date-was = Before
packages-date-became = Since then
packages-date-stays = stays
packages-also = Also
packages-zone = Days are counted in
packages-versions = Product versions
packages-versions-every = every version
packages-suite = Suite
packages-with-hidden = { $count ->
    [one] { $names } and 1 module with it
   *[other] { $names } and { $count } modules with it
}
packages-hidden-modules = { $count ->
    [one] 1 module that comes with plans
   *[other] { $count } modules that come with plans
}
packages-have-to-lose = Have to lose a licence
packages-everybody = Everybody
packages-everybody-else = Everybody else
packages-notice-nothing = { $count ->
    [one] 1 person notices nothing
   *[other] { $count } people notice nothing
}
packages-count-people = { $count ->
    [one] 1 person
   *[other] { $count } people
}
packages-people-lead = { $count ->
    [one] 1 person gains or loses something by this package, now or on a later day.
   *[other] { $count } people gain or lose something by this package, now or on a later day.
}
packages-column-person = Person
packages-file-drop = Drop the file here, or choose it
packages-some-lose = { $count ->
    [one] 1 person loses something they have today.
   *[other] { $count } people lose something they have today.
}
packages-some-lose-later = { $count ->
    [one] 1 person loses something on a later day, by the dates in this package.
   *[other] { $count } people lose something on a later day, by the dates in this package.
}
packages-some-lose-means = You can activate all the same.
packages-see-who = See who
packages-refused-file = File
packages-refused-line = Line
packages-refused-found = Found
packages-what-changed = What changed
packages-unchanged-then = { $unchanged ->
    [0] { $changed } of { $all } licences.
    [one] { $changed } of { $all } licences. The other one stayed as it was.
   *[other] { $changed } of { $all } licences. The other { $unchanged } stayed as they were.
}
packages-origin-file = from a file
packages-origin-fetched = fetched
packages-origin-response = answer to a request
packages-never-in-force = This package was never in force. Another one took its place.
packages-changes-not-kept = What it changed then was not kept.

## At the authority: issuing.

packages-issue-title = Issue package
packages-issue-number = Issue package no. { $number }
packages-number = No. { $number }
packages-holder = Holder
packages-previous = Package before
packages-column-signed = Signed
packages-column-rows = Rows
packages-column-quantity = Quantity
packages-first = This is the customer’s first package. Everything below is new.
packages-same = Nothing differs from the package before. A new one would only carry a new number.
packages-rest = { $hidden } hidden modules change with them; { $unchanged } stay as they are.
packages-visible-rows = What the customer sees
packages-hidden-rows = Hidden modules, computed
packages-show-rows = Show the rows
packages-sign-title = Sign
packages-sign = Sign package no. { $number }
packages-reason = Reason
packages-reason-hint = For the history. The customer does not see it.
packages-sign-means = Exactly what stands here is signed. If anything changes before you press the button, you see it again first.
packages-save = Download { $file }
packages-download-number = Download no. { $number }
packages-proof = Proof
packages-sha256 = SHA-256 of the file
packages-key = Signed with key
packages-id = Package ID
packages-deliver = Send the file to the customer, who loads it in the manager and sees what it changes before anything happens.
packages-hidden-too = { $count ->
    [one] 1 module that comes with plans changes too
   *[other] { $count } modules that come with plans change too
}
packages-your-choice = { $count }, of your choice

## At the authority: where every package is.

packages-search = Search customers, serial numbers, package IDs
packages-filter = Show packages
packages-all = All
packages-none = No packages yet
packages-none-why = Packages appear here when they are issued to a customer.
packages-none-there = No package is there
packages-none-there-why = Show the others to find it.
packages-no-hits-why = The search looks in customers’ names, serial numbers, IDs and contacts, and in package IDs.
packages-at-signed = Signed
packages-at-offered = Offered
packages-at-held = Held
packages-at-contact = In force
packages-at-receipt = In force, by receipt
packages-at-past = Past
