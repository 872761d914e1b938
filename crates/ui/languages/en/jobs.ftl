### Jobs: long work, how far it is, what came of it.

jobs-kind-assign = Hand out licences
jobs-kind-recall = Recall licences
jobs-kind-import = Import a file
jobs-kind-undo = Undo a bulk change
jobs-kind-rules = Apply distribution rules
jobs-asked = Asked for
jobs-queued = Other work goes first.
jobs-so-far = { $done } of { $total } users
jobs-leave-means = You may leave this page: the work goes on. It is one change; nothing of it shows before all of it is done.
jobs-leave = Leave
jobs-done = Done
jobs-show-change = Show the change
jobs-count-done = Done
jobs-count-refused = Refused
jobs-count-replaced = Plans replaced
jobs-count-created = Added
jobs-count-updated = Changed
jobs-count-skipped = Left out
jobs-nothing-changed = Nothing was changed.
jobs-refused = Refused
jobs-problems = Rows at fault
jobs-row = Row
jobs-column = Column

problem-job_interrupted = The server stopped while it was at work.
    .detail = Nothing was changed. Ask for it again.
