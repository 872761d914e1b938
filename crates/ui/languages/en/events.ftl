### System events: what bars, warns or informs everybody until somebody ends it.

events-title = System events
events-lead = Messages and states that applications and administrators have switched on. They go on until somebody ends them, whatever “Finished” says.
events-notifications = System notifications
events-active = Active
events-ended = Ended
events-none = Nothing is going on
events-none-why = No messages, and no application has reported an import, indexing or rebuild.
events-none-ended = Nothing has ended yet
events-none-ended-why = Events that somebody ends are kept here.
events-refresh = Refresh
events-add = Add notification
events-look = Look at it
events-column-event = Event
events-column-status = Status
events-column-message = Message
events-column-activated = Activated
events-column-by = Activated by
events-column-finished = Finished
events-column-ended = Ended
events-column-type = Type
events-ended-by = Ended by
events-by-application = Application
events-server = the server
events-state-on = On
events-state-ended = Ended
events-per-cent = { $count } %
events-no-message = No message.
events-pane = { $title } · { $reach }
events-pane-ended = { $title } · { $reach }, ended

## What everybody knows: `events-key-<key>`, with dashes.

events-key-no-login = No login
events-key-no-freetext = No free text
events-key-no-travel = No travel
events-key-message-of-the-day = Message of the day
events-key-import = Import
events-key-freetext-rebuild = Free-text indexing
events-key-prototype-rebuild = Prototype rebuild
events-key-udef-rebuild = User-defined fields rebuild
events-key-rou-rebuild = Counters rebuild
events-key-saint-indexing = Status monitor indexing

events-means-no-login = Nobody gets in except those who manage licences. Whoever is in stays in.
events-means-no-freetext = Applications offer no free-text search.
events-means-no-travel = Applications let nobody take a copy of the data along.
events-means-message-of-the-day = Shown at log-in, and at once on every open page.
events-means-raised = An application is busy with it.
events-means-ended = It is over and kept for history.
events-ends-free = It goes on until somebody ends it: “Finished” is only an estimate.
events-ends-emergency = End it in an emergency only: what goes on is left half done.
events-ends-never = It must run to its end: only its application ends it.

events-reach-everywhere = Whole system
events-reach-installation = { $name }
events-reach-group = Group { $name }
events-one-group = A group
events-one-user = A user

## What a user is told at the log-in, and what stands on every page.

events-told-no-login = Nobody can log in just now.
events-told-no-freetext = Free-text search is switched off just now.
events-told-no-travel = Travelling with a copy of the data is switched off just now.
events-told-until = Expected to be over on { $moment }.
events-moment = { $day }, { $time }

## Adding, editing, ending

events-kind = What to switch on
events-name = Name
events-message = Message
events-message-hint = Up to 500 characters. People read it as it stands.
events-finish-day = Finished, day
events-finish-time = Time
events-finish-hint = An estimate that people are told. The event goes on until somebody ends it.
events-scope = For whom
events-owner = Group or user
events-owner-hint = The group’s name or the user’s log-in name; not needed for the whole system.
events-start = Switch on
events-save = Save
events-edit = Edit
events-edit-title = Edit { $title }
events-end = End
events-end-title = End { $title }?
events-end-reach = It is for: { $reach }.
events-end-means = Everybody sees at once that it is over. It stays under “Ended”.
events-end-emergency = What the application is doing is left half done. End it only if nothing else helps, and tell whoever looks after the application.
events-end-never = This must run to its end. Its application ends it when it is done.
events-end-button = End it
events-end-in-emergency = End it in spite of that
events-wrong-finish = Give a day, and a time such as 15:00, or leave both empty.
events-wrong-message = Write a message of 1 to 500 characters.
events-wrong-owner = There is no such group or user. Give a group’s name or a log-in name, and leave it empty for the whole system.
