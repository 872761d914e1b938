### Assignments: assign, recall, replace.

assignments-waiting = Waiting
assignments-granted = Granted
assignments-granted-by = Granted by
assignments-module = Module
assignments-reason = Reason
assignments-taken-by = { $by } gave the last one to { $user }.
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
assignments-withdraw = Take off the list

assignments-assign = Assign
assignments-change-plan = Change plan
assignments-recall = Recall
