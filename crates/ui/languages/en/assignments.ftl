### Assignments: assign, recall, replace.

assignments-waiting = Waiting
assignments-granted = Granted
assignments-granted-by = Granted by
assignments-module = Module
assignments-reason = Reason
assignments-taken-by = { $by } gave the last one to { $user }.
assignments-needs = What must come first is { $module }.
assignments-full-along = What is full is { $module }, which comes with it.
assignments-reason-hint = Kept with the change.
assignments-waiting-title = Waiting list
assignments-waiting-lead = Whoever stands first gets the next free seat, in the moment it becomes free.
assignments-waiting-none = Nobody is waiting
assignments-waiting-none-why = An assignment waits here when a date or a smaller package leaves no seat for it.
assignments-waiting-for = Waits for
assignments-waiting-why = Why
assignments-waiting-since = Granted
assignments-waiting-count = { $count ->
    [one] 1 waiting
   *[other] { $count } waiting
}
assignments-waiting-all = All
assignments-waiting-any = Any reason
assignments-waiting-search = Search who waits
assignments-waiting-no-hits = Nobody waits for that
assignments-waiting-no-hits-why = The search and the filters together find nobody.
assignments-place = Place
assignments-place-of = of { $count }
assignments-place-none = not in line
assignments-reprocess = Reprocess
assignments-reprocessed = { $count ->
    [one] 1 was served.
   *[other] { $count } were served.
}
assignments-reprocessed-reasons = { $count ->
    [one] Nobody could be served. 1 waits for another reason than before.
   *[other] Nobody could be served. { $count } wait for another reason than before.
}
assignments-reprocessed-nothing = Nobody could be served: everybody waits for the reason shown.
assignments-withdraw-means = What a rule wants comes back when the rules are next applied.
assignments-withdraw = Take off the list

assignments-assign = Assign
assignments-change-plan = Change plan
assignments-recall = Recall

## Previews

assignments-effect = What it does
assignments-in-use = In use
assignments-change = Change
assignments-after = Afterwards
assignments-free = Free then
assignments-gain = Get
assignments-lose = Lose
assignments-already = As they are
assignments-refused = Refused
assignments-served = Goes to those who wait
assignments-served-why = What becomes free goes to those who wait for it, in the same change.
assignments-by-rules = { $count ->
    [one] 1 user has it from a rule, which gives it again when the rules are next applied. To take it for good, change the rule.
   *[other] { $count } users have it from a rule, which gives it again when the rules are next applied. To take it for good, change the rule.
}
