### Changes: bulk changes that were made, and undoing them.

changes-title = Bulk changes
changes-lead = What was done for many at once. Handing out and recalling can be undone, as far as it still applies.
changes-none = Nothing was done for many at once yet
changes-none-why = Tick users on the Users screen, or choose everybody a filter finds, to hand out or recall licences for all of them.
changes-at-work = At work
changes-what = What
changes-users = Users
changes-users-of = { $count } of { $of }
changes-who = Who
changes-when = When
changes-revision = Revision
changes-server = The server
changes-undo = Undo
changes-undone = Undone
changes-undone-by = Undone by change
changes-undoes = Undoes change
changes-one = Bulk change { $revision }
changes-did-assigned = Handed out { $modules }
changes-did-recalled = Recalled { $modules }
changes-did-changed = Changed { $modules }
changes-did-undone = Undid change { $revision }
changes-did-rules = Applied distribution rules
changes-did-imported = Imported users
changes-touched = What it touched
changes-became = What became of it
changes-assigned = Given
changes-recalled = Taken
changes-replaced = Gave way
changes-left-out = { $count ->
    [one] One was left as it was.
   *[other] { $count } were left as they were.
}
changes-left-out-forgotten = Who that was, and why, is kept for a week.
changes-undo-title = Undo change { $revision }
changes-undo-means = What it gave is taken, and what it took comes back with its source, units and dates. What somebody has changed since stays as it is.
changes-undo-refused = { $count ->
    [one] One assignment cannot be undone and stays as it is.
   *[other] { $count } assignments cannot be undone and stay as they are.
}
changes-undo-apply = { $count ->
    [one] Undo 1 assignment
   *[other] Undo { $count } assignments
}

problem-changed_since = Somebody has changed this since.
    .detail = It stays as it is now.
problem-undone_already = This was undone already.
    .detail = The page of the change names the change that did so.
problem-user_deleted = This user is deleted.
    .detail = What a deleted user had cannot come back, and there is nothing left to take.
problem-not_undoable = This change cannot be undone.
    .detail = Only changes that hand out or recall licences can, if they were made by this version or a later one.
problem-nothing_to_undo = Nothing of this change is left to undo.
    .detail = Everything it did was changed since, or cannot come back now.
