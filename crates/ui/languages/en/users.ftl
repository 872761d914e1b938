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
