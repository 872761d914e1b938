### One person: the user's page, the account, letting go, and one's own page.

navigation-own = Your page

people-previous = Previous
people-next = Next
people-details = Details
people-primary-group = Primary group
people-other-groups = Other groups
people-role = Role
people-job-title = Job title
people-databases = Databases
people-added = Added
people-changed = Changed
people-history-all = Show all
people-history-of = History of { $name }
people-hide-hidden = Hide the hidden ones
people-by-rule = Rule “{ $names }”
people-in-line = No. { $place } of { $of } in line
people-state-later = Later
people-state-over = Over
people-state-unlicensed = Not licensed
people-waits-for-approval = Waiting for approval. Until then there is no log-in and no seat; licences can be assigned already.
people-approve = Approve
people-approve-title = Approve { $name }
people-approve-means = The user may log in. What is assigned takes its seats, if there are free ones.

people-sessions = Logged in
people-session-client = With
people-session-since = Since
people-session-seats = Seats of { $seats }
people-session-heard = last heard of
people-session-end = End

people-leave = Let go
people-leave-title = Let { $name } go
people-leave-lead = Three ways, from the mildest to the one that cannot be undone. Nothing is done before you choose.
people-leave-asked = These applications are asked first: { $names }. None of them objects now.
people-leave-despite-silence = Go on although an application that should be asked first does not answer
people-leave-licences = Remove the licences
people-leave-licences-do = Remove licences
people-leave-licences-stays = The user, the log-in, the groups and all data stay.
people-leave-licences-back = Licences can be given again at any time, if there are seats.
people-leave-former = Former employee
people-leave-former-do = Make a former employee
people-leave-former-goes = The user can no longer log in, nor sign in to Licentia.
people-leave-former-stays = Name, groups, data and history stay.
people-leave-former-back = Taking the user back later gives no licence and no log-in back.
people-leave-ends = { $count ->
    [one] Ends one log-in at once.
   *[other] Ends { $count } log-ins at once.
}
people-leave-delete = Delete
people-leave-delete-do = Delete for good
people-leave-delete-goes = Name, log-in name, e-mail address, groups and attributes are erased for good, in the history too.
people-leave-delete-stays = The ID, what happened and how often stay. The log-in name { $login } is free again after 30 days.
people-leave-served = { $count ->
    [one] Served from the waiting list: { $names }.
   *[other] Served from the waiting list: { $names }.
}
people-leave-served-more = { $count ->
    [one] Served from the waiting list: { $names } and one more.
   *[other] Served from the waiting list: { $names } and { $count } more.
}
people-leave-by-rule = A rule gives some of them; it may give them again when it is next applied.
people-leave-nothing = There is nothing to remove.
people-leave-already = The user is a former employee already.
people-leave-blocked = An application objects.
people-leave-session = The user is logged in. End the session first.

people-account = Sign-in to Licentia
people-account-none = This user cannot sign in here.
people-account-give = Give access
people-account-give-title = Give { $name } access to Licentia
people-account-give-do = Give access and make a link
people-account-change = Change
people-account-change-title = Access of { $name }
people-account-remove = Take access away
people-account-remove-title = Take away the access of { $name }
people-account-remove-means = The user can no longer sign in to Licentia. Licences and log-in to the applications stay as they are.
people-account-own-only = Without any right, the user sees a page about themselves and nothing else.
people-account-no-rights = Own page only
people-account-until = Last day
people-account-until-hint = Empty: no end.
people-account-last = Last sign-in
people-account-new-link = Make a new one-time link, to choose another password
people-account-adopt = There is an account of this name that belongs to nobody: it is this person’s
people-account-active = Active
people-account-invited = Invited
people-account-resting = Resting
people-account-blocked = Blocked
people-account-ended = Ended

people-own-title = Your page
people-own-lead = What you may use, through what, and what you wait for.
people-own-licences = Your licences
people-own-none = You have no licences yet
people-own-none-why = Ask your administrator for what you need.
people-own-nobody = No user belongs to this account
people-own-nobody-why = It is for looking after licences, not for using them.
people-own-why = May I use { $module }?
people-own-language = Language
people-own-language-field = Language of the pages
people-own-language-do = Save language
people-own-password = Password
people-own-password-present = Present password
people-own-password-do = Change password
people-own-password-done = The password is changed. Other browsers are signed out.
people-portrait = Picture
people-portrait-add = Add a picture
people-portrait-change = Change picture
people-portrait-title = Picture of { $name }
people-portrait-file = PNG or JPEG file
people-portrait-hint = At most 256 kB. The middle of it is kept, small, and nothing else that the file says.
people-portrait-do = Save picture
people-portrait-remove = Remove picture
