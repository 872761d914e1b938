### Users: list, search, add, edit.

users-title = Users
users-add = Add user
users-search = Search users
users-search-placeholder = Search name, e-mail, group, role or plan
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
users-filter = Filter by licence
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
users-preview-recall-one = Recall it
users-recall-one-title = Recall { $plan }
users-bulk-licence = Licence
users-bulk-download = Download the preview
users-bulk-strict = All or nothing: if somebody cannot after all, change nobody
users-despite = Go on although the application cannot be asked
users-bulk-would-fit = Nothing was changed. This is what would fit:
users-bulk-nobody = Nobody was changed.
users-bulk-done = { $count ->
    [one] 1 user was changed.
   *[other] { $count } users were changed.
}
users-change-title = Change to { $plan }
users-change-get = { $count ->
    [one] user gets it.
   *[other] users get it.
}
users-change-has = { $count ->
    [one] user has it already.
   *[other] users have it already.
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
users-module-used = ({ $used } of { $total } in use)
users-suite-seat = Has a seat
users-suite-no-seat = No seat
users-suite-used = { $used } of { $total } seats in use
users-suite-means = One plan for everybody: whoever can log in has a seat. Switch the log-in off to free it; everything else stays.
users-module-begins = (from { $day })
users-module-full = ({ $used } of { $total } in use, none left)
users-apply = Apply changes
users-effective-none = Nothing. Choose a plan, or tick a licence.
users-effective-suite = Nothing. Whoever can log in has a seat of the plan.
users-effective-former = Nothing: whoever has left has no licences.
users-effective-hidden = Only hidden modules, which come with something else.
users-changed-new = new: { $names }
users-changed-gone = gone: { $names }
users-changed-by = { $names } (by { $by })
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
users-return = Take back
users-return-title = Take { $name } back
users-return-means = The user is with us again. Log-in and licences do not come back by themselves.
users-frees = { $count ->
    [one] This seat becomes free: { $modules }.
   *[other] These seats become free: { $modules }.
}
users-frees-nothing = No seat becomes free.

## The screen: tabs, filters, columns, files

users-tabs = Users and licences
users-tab-associates = Associates
users-tab-others = Other users
users-tab-licences = User licences
users-more = More
users-export = Export
users-export-csv = All of this list as CSV
users-export-xlsx = All of this list as an Excel workbook
users-columns = Columns
users-columns-show = Show columns
users-column-email = E-mail address
users-column-kind = Kind
users-column-groups = Primary group
users-column-job-title = Job title
users-column-role = Role
users-column-can-log-in = Can log in
users-column-sites = Installations
users-groups-more = +{ $count }
users-state-waiting = Waiting
users-state-unapproved = To be approved
users-filter-quick = Quick filters
users-import = Import
users-found = { $count ->
    [one] 1 found
   *[other] { $count } found
}
users-filter-more = All { $count } licences
users-filter-further = Chosen filters
users-filter-clear = Take this filter away
users-filter-module = With { $module }
users-filter-without = Without { $module }
users-filter-group = Group: { $group }
users-filter-role = Role: { $role }
users-filter-site = Installation: { $site }
users-filter-source = Source: { $source }
users-quick-can-log-in = Can log in
users-quick-none = Without any licence
users-quick-potential = Potential users
users-quick-approval = Waiting for approval
users-quick-logged-on = Logged on
users-quick-expired = Expired
users-quick-former = Former employees
users-search-everybody = Search everybody
users-no-page = This page is empty now
users-no-page-why = The list has become shorter.
users-first-page = Go to the first page

users-licences-none = There are no licences for users
users-licences-none-why = They appear here once a package with user licences is in force.
users-licences-licence = Licence
users-licences-type = Type
users-licences-plan = User plan
users-licences-suite = Suite
users-licences-personal = Personal
users-licences-concurrent = Concurrent
users-licences-in-use = In use
users-licences-free = Free
users-licences-given = Assigned to
users-licences-waiting = Waiting
users-licences-until = Valid until
users-licences-no-limit = No limit
users-licences-from = From

users-groups-search = Search groups
users-groups-members = Members
users-groups-hold = What they hold
users-groups-none = There are no groups yet
users-groups-none-why = A group is there as soon as a user belongs to it. Write its name on the user.
users-groups-none-found = No group matches “{ $search }”
users-groups-rename = Rename
users-groups-rename-title = Rename { $group }
users-groups-rename-name = New name
users-groups-rename-means = { $count ->
    [one] One user belongs to this group and gets the new name, as one change. Rules are applied at once; filters and rules that name the group keep the old name.
   *[other] { $count } users belong to this group and get the new name, as one change. Rules are applied at once; filters and rules that name the group keep the old name.
}
users-groups-rename-joins = There is a group { $group } already: the two become one.
users-job-title = Job title
users-role = Role
users-attributes = Attributes
users-attributes-hint = One in each line: name = value, such as department = Sales.
users-waiting-for-approval = Somebody has yet to approve this user
users-sites = Installations

problem-licences_changed = The licences of { $user } were changed meanwhile: { $changes }.
    .detail = Nothing was saved. The page shows what the user has now: choose again.
