### Packages: load, compare, activate.

packages-title = Packages
packages-activate-title = Activate new licence
packages-activate = Activate
packages-activate-lead = Package no. { $number } from { $issuer }, signed { $date }, for { $holder }
packages-what-changes = What changes
packages-unchanged = { $changed } of { $all } licences. The other { $unchanged } stay as they are.
packages-column-change = +/−
packages-column-new-total = New total
packages-column-new-free = New free
packages-new = New
packages-gone = Gone
packages-dates = Dates
packages-people = People affected
packages-lose = Lose a licence
packages-gain = Gain a licence
packages-blocked = { $count ->
    [one] 1 more person holds { $module } than the new licence allows.
   *[other] { $count } more people hold { $module } than the new licence allows.
}
packages-blocked-do = { $count ->
    [one] Take 1 away or move that person to another plan, then activate.
   *[other] Take { $count } away or move them to another plan, then activate.
}
packages-whole = Activated as a whole or not at all.
packages-load-title = Load licence from file
packages-file = Licence file
packages-file-hint = Its name usually ends in .tls. You see what it changes before anything happens.
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
packages-state-dismissed = Put aside
packages-nothing-changes = Nothing changes: the package says the same as the one in force.
packages-download = Download file
packages-see-holders = See who holds it
packages-group-hidden = Modules that come with plans
packages-on = on
packages-off = off
packages-capped = limited
packages-in-force = In force
packages-other-dates = Other dates
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
packages-your-choice = { $count ->
    [one] 1 person has to lose a licence: whom, you decide.
   *[other] { $count } people have to lose a licence: whom, you decide.
}
