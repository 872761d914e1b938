### Assignments: assign, recall, replace.

assignments-assign = Assign
assignments-recall = Recall
assignments-recall-from = Recall from { $name }
assignments-change-plan = Change plan
assignments-waiting = Waiting
assignments-granted = Granted
assignments-granted-by = Granted by
assignments-module = Module
assignments-reason = Reason
assignments-taken-by = { $by } gave the last one to { $user }.
