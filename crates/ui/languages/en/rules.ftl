### Distribution rules: who gets what by group, kind, role or attribute.

rules-title = Distribution rules
rules-lead = Of each issuer a user gets the plan of the first rule that fits, and the modules of all that fit. What people assigned by hand stays.
rules-add = Add rule
rules-edit = Edit rule
rules-apply-now = Apply now
rules-none = No rules yet
rules-none-why = A rule hands out a plan or modules to a group, a kind of user, a role or an attribute, and takes them back when it no longer fits.
rules-tampered = A rule was changed or deleted outside the manager. None of them is applied until that is put right: without that rule the others would take away what it gave.
rules-tampered-one = Rule no. { $number }
rules-tampered-says = What it says cannot be believed
rules-tampered-tag = Changed outside the manager
rules-remove = Remove
rules-without-it = Go on with the rules that are left
rules-preview-put-right = What it would do to go on without the rules that were changed outside the manager
rules-put-right-changes = { $count ->
    [0] Go on without them
    [one] Go on without them and change 1 user
   *[other] Go on without them and change { $count } users
}
rules-no-value = none
rules-not = not
rules-is-not = But none of these
rules-further = Further conditions
rules-demo = Nothing is licensed yet, so rules give nothing. They are applied when a package is activated.
rules-name = Name
rules-place = Order
rules-who = Applies to
rules-gets = Gives
rules-state = State
rules-on = On
rules-off = Off
rules-over-manual-short = Replaces manual plans
rules-up = Move { $name } up
rules-down = Move { $name } down
rules-remove-one = Remove { $name }
rules-everybody = Everybody
rules-and = and
rules-any-value = any
rules-group = Group
rules-kind = Kind of user
rules-role = Role
rules-job-title = Job title
rules-installation = Installation
rules-when = Applies to
rules-when-hint = Whoever fulfils everything that is filled in. With nothing filled in: everybody.
rules-values-hint = Several values with ; between them: one of them is enough. * means any.
rules-attributes = Attributes
rules-attributes-hint = One a line, such as department = Research; Sales, or department != Sales. Without = any value.
rules-no-plan = No plan
rules-plan-of = Plan of { $issuer }
rules-nothing-to-give = No package in force has a plan or module that can be given to users.
rules-over-manual = Its plan takes the place of one that was chosen by hand
rules-enabled = The rule is on
rules-preview = Preview
rules-preview-all = What the rules would change now
rules-preview-add = What the rule { $name } would do
rules-preview-change = What changing { $name } would do
rules-preview-remove = What removing { $name } would do
rules-preview-file = All names as CSV
rules-nothing-saved = Nothing is saved yet.
rules-save = Save rule
rules-save-changes = { $count ->
    [one] Save and change 1 user
   *[other] Save and change { $count } users
}
rules-apply-changes = { $count ->
    [one] Change 1 user
   *[other] Change { $count } users
}
rules-remove-changes = { $count ->
    [0] Remove rule
    [one] Remove rule and change 1 user
   *[other] Remove rule and change { $count } users
}
rules-applies-to = { $count ->
    [0] No rule fits anybody.
    [one] All rules together fit 1 user.
   *[other] All rules together fit { $count } users.
}
rules-changes-nothing = Everybody has what the rules say already.
rules-changes = { $count ->
    [0] Nobody’s assignments change.
    [one] 1 user’s assignments change.
   *[other] The assignments of { $count } users change.
}
rules-nothing-left = { $count ->
    [one] 1 user would end without any licence.
   *[other] { $count } users would end without any licence.
}
rules-gains = { $count ->
    [one] 1 licence is given
   *[other] { $count } licences are given
}
rules-loses = { $count ->
    [one] 1 licence is taken away
   *[other] { $count } licences are taken away
}
rules-unmet = { $count ->
    [one] 1 licence cannot be given
   *[other] { $count } licences cannot be given
}
rules-kept = { $count ->
    [one] 1 licence stays because another needs it
   *[other] { $count } licences stay because others need them
}
rules-and-more = { $count ->
    [one] and 1 more
   *[other] and { $count } more
}
rules-sources-only = { $count ->
    [one] For 1 of them only the source of a licence changes: what the user has stays the same.
   *[other] For { $count } of them only the source of a licence changes: what they have stays the same.
}
rules-no-longer-waiting = { $count ->
    [one] 1 of them only stops waiting.
   *[other] { $count } of them only stop waiting.
}
rules-waiting = { $count ->
    [one] 1 licence cannot be given yet and waits in the queue
   *[other] { $count } licences cannot be given yet and wait in the queue
}
rules-stays-until = { $plan } stays until then.
rules-chosen-by-hand = { $plan } was chosen by hand and stays. Recall it, or let the rule replace plans chosen by hand.
rules-seats = Seats
rules-module = Plan or module
rules-before = In use
rules-difference = Change
rules-after = Afterwards
rules-total = Available
rules-lacking = Too few

problem-effect_changed = The rules would do something else than you saw.
    .detail = Users, seats or rules have changed meanwhile. Look at the preview again, then apply.

ledger-kind-rules-changed = Distribution rules changed
ledger-kind-rules-put-right = Distribution rules put right
ledger-kind-rules-applied = Distribution rules applied
ledger-kind-assignments-withdrawn = Taken off the waiting list
ledger-kind-assignments-reconsidered = Reasons on the waiting list written anew
