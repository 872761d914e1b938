### Signing in, accounts, rights.

access-sign-in = Sign in
access-sign-in-lead = to { $name }
access-login = Log-in name
access-password = Password
access-set-up = Set up your account
access-set-up-lead = This link works once. Choose a password for { $login }.
access-new-password = New password
access-new-password-hint = At least twelve characters. Several words are easier to remember than signs.
access-set-password = Set password and sign in

right-manage_licences = Manage licences
right-manage_users = Manage users
right-view = View
right-manage_access = Manage access
right-check = Ask checks, for applications
right-sell = Sell
right-manage_catalogue = Manage the catalogue
right-manage_keys = Manage keys

access-title = Access
access-accounts = Administrators
access-tokens = API tokens
access-name = Name
access-rights = Rights
access-label = Label
access-label-hint = What uses it, for example “CRM production”.
access-token-state = State
access-token-ended = Revoked
access-revoke = Revoke
access-invite = Invite administrator
access-new-token = Make token
access-link-lead = This link signs { $name } in, once.
access-link-made = Send this link; it works once:
access-token-made = Copy the token now; it is not shown again:
