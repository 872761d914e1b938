### Users: list, search, add, edit.

users-title = Users
users-add = Add user
users-search = Search users
users-search-placeholder = Search name, log-in, e-mail or group
users-column-name = Name
users-column-login = Log-in name
users-column-group = Group
users-column-plan = User plan
users-column-source = Source
users-column-state = State
users-column-last-used = Last used
users-everybody = Everybody
users-no-plan = (No selection)
users-state-active = Active
users-state-inactive = Cannot log in
users-state-former = Former
users-email = E-mail address
users-kind = Kind
users-can-log-in = Can log in
users-none-title = Nobody matches “{ $search }”
users-none-why = Another spelling, or fewer words, may find them.
users-plan = User plan
users-plan-means = One for each issuer. Takes effect at the next log-in.
users-further = Further licences
users-effective = Effective modules
users-history = History
users-groups = Groups
users-groups-hint = Separated by semicolons; a group may have a comma in its name.
users-name-hint = The log-in name, if left empty.
users-id = User ID
users-save = Save changes
users-edit = Edit
users-edit-title = Edit { $name }
users-filter = Filter by plan
users-only-log-in = Only those who can log in
users-holding = Holding { $module }
users-empty-title = There are no users yet
users-empty-why = Add the first one here, or many at once through the interface for programs.
users-none-filter = Nobody is in this filter
users-none-filter-why = Take the filter away to see everybody.
users-plan-free = { $plan } · { $free } free
users-plan-of = User plan from { $issuer }
users-no-plan-means = Keeps data and history, holds no plan
users-preview-change = Preview change
users-preview-recall = Recall plans
users-change-title = Change to { $plan }
users-change-get = { $count ->
    [one] user gets the plan, or has it already.
   *[other] users get the plan, or have it already.
}
users-change-replaces = { $count ->
    [one] of them gives up another plan for it.
   *[other] of them give up another plan for it.
}
users-change-refused = { $count ->
    [one] One user cannot get it and is left as is.
   *[other] { $count } users cannot get it and are left as they are.
}
users-change-apply = { $count ->
    [one] Change 1 user
   *[other] Change { $count } users
}
users-recall-title = Recall user plans
users-recall-means = The chosen users lose their user plans and everything that comes with them. Data and history stay. Whoever waits longest gets the seats.
users-recall-apply = { $count ->
    [one] Recall from 1 user
   *[other] Recall from { $count } users
}
users-refused = Who is left as is
users-refused-why = Why
users-from-plan = From plan
users-module-used = ({ $used } of { $total })
users-module-full = ({ $used } of { $total }, none left)
users-apply = Apply changes
users-effective-none = Nothing. Choose a plan, or tick a licence.
users-show-hidden = { $count ->
    [one] Show the hidden one
   *[other] Show the { $count } hidden ones
}
users-until = until
users-state-resting = Resting
users-state-deleted = Deleted
users-deleted-name = Deleted user
users-why = Why
users-why-not = Ask why
users-history-none = Nothing has happened yet.
users-did-assigned = Given { $modules }
users-did-replaced = Gave up { $modules }
users-did-recalled = Lost { $modules }
users-did-healed = Served from the waiting list: { $modules }
users-deactivate = Deactivate
users-deactivate-title = Deactivate { $name }
users-deactivate-means = The user can no longer log in. The seats become free for others; the assignments stay and are checked again on reactivating.
users-activate = Activate
users-activate-title = Activate { $name }
users-activate-means = The user can log in again. What is assigned takes its seats again, if there are free ones.
users-activate-without = Activate without licences
users-retire = Retire
users-retire-title = Retire { $name }
users-retire-means = The user becomes a former employee: licences and log-in go, data stays. Returning later gives nothing back.
users-return = Take back
users-return-title = Take { $name } back
users-return-means = The user is with us again. Log-in and licences do not come back by themselves.
users-delete = Delete
users-delete-title = Delete { $name }
users-delete-means = Name, log-in name, e-mail address and groups are erased for good, in the history too. Only the ID, what happened and how often stay.
users-frees = { $count ->
    [one] This seat becomes free: { $modules }.
   *[other] These seats become free: { $modules }.
}
users-frees-nothing = No seat becomes free.
