### Refusals. `problem-<code>` says what is wrong, its `.detail` what to do next.

problem-page-home = Go to the start page
problem-page-title = Something is in the way

## Asking

problem-bad_request = The request cannot be read.
    .detail = Correct what the message names and send it again.
problem-invalid = A value is not allowed here.
    .detail = Correct { $path } and send it again.
problem-not_found = There is nothing here.
    .detail = It may have been removed, or its name, number or address is mistyped.
problem-no_products = There is no product here yet.
    .detail = Nothing is licensed, and so no use is kept. Load and activate a package first.
problem-method_not_allowed = This address does not answer that method.
    .detail = Use { $allow }.
problem-unsupported_media_type = This kind of content is not understood.
    .detail = Send { $expected }.
problem-precondition_failed = Somebody else has changed this in the meantime.
    .detail = Read it again, look at the changes, and repeat yours if it still makes sense.
problem-too_many_requests = Too many attempts.
    .detail = { $seconds ->
        [one] Wait 1 second and try again.
       *[other] Wait { $seconds } seconds and try again.
    }
problem-idempotency_key_reused = This Idempotency-Key was used for another request.
    .detail = Use a new key for a new request; repeat a key only with exactly the same request.
problem-selection_changed = The selection is not the one you saw.
    .detail = People have come or gone meanwhile. Look at the list again, then repeat.

## Being allowed

problem-unauthenticated = You are not signed in.
    .detail = Sign in, or send a valid token.
problem-forbidden = You do not have the right to do this.
    .detail = Ask an administrator for the right “{ $right }”.
problem-wrong_credentials = The log-in name or the password is wrong.
    .detail = Check both and try again. An administrator can make a new one-time link.
problem-link_expired = This one-time link can no longer be used.
    .detail = It was used already, or it is too old. Ask an administrator for a new one.
problem-password_too_short = The password is too short.
    .detail = Use at least twelve characters; several words are easier to remember.
problem-last_administrator = Nobody would be left to manage licences or access.
    .detail = Give somebody else that right first.
problem-cross_site = This form was sent from another site.
    .detail = Open the page here and send it again.

## Seats and users

problem-no_seat = There is no free seat.
    .detail = Recall a seat that is not needed, choose another plan, or buy more.
problem-no_seat-suite = Every seat of the plan is taken.
    .detail = Switch off the log-in of somebody who does not need it, or buy more seats.
problem-no_licence = There is no licence for this module.
    .detail = Activate a package that contains it, or buy licences.
problem-not_started = The licence has not started yet.
    .detail = Wait for its start date, or ask the issuer for an earlier one.
problem-expired = The licence has stopped.
    .detail = Renew it and activate the new package.
problem-read_only = The licence has stopped; what is there may only be read.
    .detail = Renew it and activate the new package.
problem-version = This product version is not covered.
    .detail = Ask the issuer for a package for this version.
problem-user_kind = Users of this kind may not hold the module.
    .detail = Change the user’s kind, or choose another module.
problem-prerequisite = Another module must come first.
    .detail = Assign the module it needs, or recall what needs it.
problem-hidden = This module comes with a plan and cannot be assigned by hand.
    .detail = Assign a plan that contains it.
problem-not_assignable = This module is not assigned to people.
    .detail = It applies to the whole installation, is given to databases, or comes with a plan.
problem-manual_plan = This person has a plan that was chosen by hand.
    .detail = Rules and SCIM leave it as it is. Recall it first, or change the plan by hand.
problem-user_unknown = There is no such user.
    .detail = Check the log-in name, or add the user.
problem-module_unknown = There is no such module.
    .detail = Write it in full, as in superoffice.sale-cal.
problem-user_inactive = This user cannot log in.
    .detail = Activate the user first.
problem-login_taken = This log-in name is taken.
    .detail = Log-in names are compared without upper and lower case. Choose another one.
problem-login_reserved = This log-in name belonged to somebody who was deleted.
    .detail = It becomes free 30 days after the deletion. Choose another one.
problem-portrait_too_large = This picture is too large.
    .detail = At most 256 kB is taken, with at most 4,096 pixels a side and 12 million in all. Make it smaller and try again.
problem-portrait_unreadable = This is no picture that can be read.
    .detail = Choose a PNG or JPEG file. Other kinds are not taken, nor files that are empty, cut off or broken.
problem-user_has_session = This user has an open session.
    .detail = Log the user off first.
problem-tampered = Something was changed behind the manager’s back.
    .detail = A row does not fit its seal. Restore it from the ledger, or accept it.
problem-demo_limit = Demo mode holds no more than 1,000 of each.
    .detail = Enter a serial number and activate a package to leave demo mode.
problem-no_session = There is no open session with a seat.
    .detail = Log in, and a session takes a seat.
problem-no_free_session = All sessions are taken.
    .detail = Wait until somebody logs off, or ask your administrator for more.
problem-limit_reached = The plan limit is reached.
    .detail = { $detail } What exists is kept.

## Packages

problem-comparison_changed = Things have changed since you saw the comparison.
    .detail = Look at the new comparison, then activate.
problem-package_blocked = More seats are in use than the new package allows.
    .detail = Take the superfluous licences away, or move their holders to another plan, then activate.
problem-package_not_loaded = The package is not waiting to be activated.
    .detail = It is in force already, was replaced, or was dismissed.

## The server

problem-behind = This server is not up to date yet.
    .detail = It catches up by itself. Try again in a few seconds.
problem-outcome_unknown = It is not known whether the change was made.
    .detail = Repeat it with the same Idempotency-Key: it takes effect once.
problem-unavailable = The server cannot answer at the moment.
    .detail = Try again in a few seconds. Operators find the cause in the log.
problem-internal = Something went wrong on our side.
    .detail = Nothing was half-done. Try again; if it stays so, give the request’s number to the operators.
problem-text_invalid = A text contains characters that cannot be kept.
    .detail = Take out control characters and send it again.
problem-database_newer = The database was written by a newer version.
    .detail = Start that version, or restore a copy made before the upgrade.
problem-database_url = The address of the database cannot be used.
    .detail = Write sqlite:PATH or postgres://USER@HOST/NAME.
problem-database_unavailable = The database cannot be reached.
    .detail = Check that it runs, and that its address and password are right.
problem-migration_failed = The database could not be brought to this version.
    .detail = Nothing was changed. The log names the step that failed.
problem-secret_missing = The server’s secret file is missing.
    .detail = Make it with “licentia manager init” or “licentia authority init”, or name its place in the settings.
problem-secret_readable = Others can read the server’s secret file.
    .detail = Take the rights away from everybody but the server: mode 0600.
problem-secret_invalid = The server’s secret file is damaged.
    .detail = Restore it from a copy. Without it, seals cannot be checked.
problem-secret_unreadable = The server’s secret file cannot be read.
    .detail = Check its owner and its rights.
problem-secret_exists = There is a secret file already.
    .detail = Nothing was overwritten. Use it, or move it away first.
problem-settings_missing = The settings file is not there.
    .detail = Check its path.
problem-settings_syntax = The settings file cannot be read.
    .detail = Correct the line that the message names.
problem-settings_unknown_key = The settings file has a key that does not exist.
    .detail = Correct its spelling; the documented default file lists every key.
problem-settings_invalid = A setting has a value it may not have.
    .detail = Correct it; the documented default file says what is allowed.
problem-port_in_use = The port is in use.
    .detail = Stop the program that uses it, or choose another port; port 0 picks a free one.

## Requests of programs

problem-unknown_field = There is a field that nobody knows.
    .detail = Remove { $path }, or correct its name.
problem-missing_field = Something is missing.
    .detail = Add what the message names and send it again.
problem-duplicate_field = A field comes twice.
    .detail = Leave one of them out.
problem-idempotency_key_invalid = The Idempotency-Key cannot be used.
    .detail = Use 1 to 255 visible ASCII characters, such as a UUID.
problem-precondition_required = This change needs to know which version it changes.
    .detail = Read the object and send its ETag as If-Match.
problem-cursor_invalid = The cursor is not one that was given here.
    .detail = Begin the list again without a cursor.
problem-token_invalid = The token is not valid.
    .detail = It may be mistyped, expired or revoked. Ask an administrator for a new one.
problem-secret_shown_once = This was made already, and is shown only once.
    .detail = If it was not kept, make another under a new Idempotency-Key and revoke this one.
problem-stopping = The server is stopping.
    .detail = Try again in a moment.
problem-check_timed_out = A part of the server does not answer.
    .detail = Look at the server’s log, and at its database.

## Accounts

problem-too_many_sign_ins = Too many attempts to sign in.
    .detail = { $seconds ->
        [one] Wait 1 second and try again.
       *[other] Wait { $seconds } seconds and try again.
    }
problem-password_too_long = The password is too long.
    .detail = Use at most 1,024 bytes.
problem-password_too_simple = The password is too simple.
    .detail = Use at least five different characters; several words are easier to remember.
problem-password_is_login = The password contains the log-in name.
    .detail = Choose something that nobody would try first.
problem-right_not_held = Nobody can give rights they do not have.
    .detail = You do not have the right { $right }. Ask somebody who has it.
problem-already_set_up = There is an administrator already.
    .detail = Sign in, or make a one-time link for an account from the command line.
problem-account_user_inactive = This user may not log in.
    .detail = Activate or approve the user first; the account follows the user.
problem-account_user_kind = Only people sign in to Licentia.
    .detail = An account belongs to an internal or an external user.
problem-account_blocked = This account is blocked.
    .detail = Let it be used again first.

## Starting

problem-port_forbidden = The port may not be used.
    .detail = Choose one of 1024 or higher.
problem-address_unavailable = This is not an address of this machine.
    .detail = Choose another one with --listen.
problem-listen_failed = The server cannot listen.
    .detail = Look at what the message says, or choose another address with --listen.

## Log-in (rule 6)

problem-needs_licence_manager = The licences need attention before anybody can log in.
    .detail = Open the licence manager and follow what it says there.
problem-needs_licence = You have no licence to log in.
    .detail = Ask your administrator for one.
problem-not_allowed = You may not log in.
    .detail = Ask your administrator to allow it.
problem-waiting_for_approval = Your account waits for approval.
    .detail = An administrator has to approve it first.
problem-blocked_by_event = Nobody can log in at the moment.
    .detail = A system notification says why, and probably until when.
problem-installation_claimed = This serial number belongs to another installation already.
    .detail = If that one is gone, ask the vendor’s support to release it.

## The authority

problem-catalogue_invalid = { $count ->
    [one] One thing is wrong with the catalogue file.
   *[other] { $count } things are wrong with the catalogue file.
}
    .detail = Nothing was changed. Correct what is listed and apply it again.
problem-catalogue_changed = Somebody else applied a catalogue in the meantime.
    .detail = Look at the plan again, then apply.
problem-no_catalogue = There is no catalogue yet.
    .detail = Apply one with “licentia catalogue apply FILE”.
problem-no_issuer_key = This server cannot sign.
    .detail = Make keys with “licentia authority init”, or start the server with the passphrase or key file that opens them.
problem-issuer_key_expired = The issuer’s key may not sign any more.
    .detail = Certify a new one with the root key. Packages that were issued stay valid.
problem-keys_exist = There are keys already.
    .detail = Use them; a new issuer key is certified with the root key that exists.
problem-key_file_exists = There is a file at { $path } already.
    .detail = Nothing was overwritten. Move it away, or choose another folder.
problem-key_file_not_written = The key file { $path } could not be written.
    .detail = Check that the folder exists and may be written to.
problem-key_file_unreadable = The key file { $path } could not be read.
    .detail = Check its path and its rights.
problem-key_file_invalid = This is no key file.
    .detail = It must have a line that begins AGE-SECRET-KEY-1.
problem-unlock_failed = The passphrase or key file does not open the key.
    .detail = Use the one it was closed with. Without it the key is lost.
problem-seal_failed = The key could not be encrypted.
    .detail = Nothing was stored. Try again.
problem-wrong_root = This is another root key than the one customers trust.
    .detail = Use the root.key.age that belongs to this server’s root.pem.
problem-serial_taken = Another customer has this serial number.
    .detail = Check it, or leave it empty to be given a free one.
problem-serial_invalid = A serial number has ten digits.
    .detail = Correct it, or leave it empty to be given a free one.
problem-name_invalid = The name is missing, too long, or has control characters.
    .detail = Correct it and save again.
problem-text_too_long = This is too long, or has control characters.
    .detail = Shorten it and save again.
problem-currency_invalid = Write the currency as three letters, such as EUR.
    .detail = Correct it and save again.
problem-country_invalid = Write the country as two letters, such as NO.
    .detail = Correct it and save again.
problem-zone_unknown = There is no such time zone. Write it as in Europe/Oslo.
    .detail = Correct it and save again.
problem-subscription_invalid = { $count ->
    [one] One thing is wrong with what the customer shall own.
   *[other] { $count } things are wrong with what the customer shall own.
}
    .detail = Nothing was changed. Correct it and save again.
problem-dates_out_of_order = The dates are not in order.
    .detail = Next check and warning come before the expiry, grace after it, and grace needs an expiry.
problem-date_invalid = “{ $date }” is no date.
    .detail = Write it as 2027-03-27.
problem-quantity_invalid = The quantity of { $module } is no whole number.
    .detail = Write a number, or “unrestricted”.
problem-version_invalid = This is no product version.
    .detail = Write three numbers, as in 12.1.0.
problem-versions_out_of_order = The last product version is before the first.
    .detail = Correct one of them.
problem-nothing_to_issue = The customer owns nothing yet.
    .detail = Change the subscription first, then issue a package.
problem-preview_changed = Things have changed since you saw the preview.
    .detail = Look at it again, then sign.

## More of the server

problem-busy = The server has too much to do at the moment.
    .detail = Nothing was changed. Try again in a few seconds.
problem-closing = The server is stopping.
    .detail = Nothing was changed. Try again once it runs, or at another server.
problem-database_other = The database refused.
    .detail = The log says what it answered.
problem-ledger_broken = The ledger does not fit together.
    .detail = Nothing more is written to it. Run “licentia verify” and look at the first entry it names.
problem-not_pem = This is no key in PEM form.
    .detail = Choose the file that begins with -----BEGIN.
problem-other_key_kind = This is a key of another kind.
    .detail = Choose an Ed25519 key.

## More of packages and installations

problem-holder_unknown = This installation does not know yet whom it belongs to.
    .detail = Enter the company name and the serial number first, exactly as they stand in the licence.
problem-serial_fixed = The serial number cannot be changed any more.
    .detail = A change must be authorised by the vendor: make a request for the new name and serial number, and load the package that answers it.
problem-serial_same = This is the name and serial number that are here already.
    .detail = Nothing has to be changed.
problem-not_a_partner = The vendor’s own licences cannot be deleted alone.
    .detail = Only a partner’s licences can. Delete all licences to enter demo mode, or load a package with fewer of them.
problem-package_deleted = The licences of this package were deleted here.
    .detail = They do not come back by loading it again. Ask the vendor for a new package.
problem-no_receipt = Nothing has become of this package yet.
    .detail = Activate it first: a receipt says that it is in force or prepared.
problem-slug_taken = Another installation has this short name.
    .detail = Choose another one.
problem-package_id_reused = Another package with this identifier was loaded before.
    .detail = Tell the issuer: an identifier was used twice.
problem-package_tampered = This package was changed after it was loaded.
    .detail = Load it again from the file that the issuer sent.
problem-too_many_modules = There are more modules than an installation can hold.
    .detail = Ask the issuer; there may be 65,535 in all.
problem-too_many_checks = These are too many questions at once.
    .detail = Send them in several requests.
problem-too_many_days = No more than { $limit } different days can be asked about at once.
    .detail = Send them in several requests.

## Removing superfluous licences

problem-not_a_holder = { $user } does not hold this licence any more.
    .detail = Somebody else has changed it meanwhile. Look at the list again.
problem-no_room_there = There is no room in the plan { $module }.
    .detail = Choose a plan that is offered in the list, or recall the licence.
problem-recall_blocked = { $count ->
    [one] { $blocker } does not let { $user } lose the licence.
   *[other] { $blocker } does not let { $count } people lose the licence.
}
    .detail = Clear the reason in the application, or choose somebody else. Nothing was changed.
problem-blocker_unreachable = { $blocker } must be asked first and does not answer.
    .detail = Try again when the application is running, or decide to go on without asking it. Nothing was changed.
problem-too_many_blockers = No more than { $count } applications can be asked.
    .detail = Remove one that is no longer used first.
problem-move_needs_plan = { $module } is not a plan that people can be moved to.
    .detail = Choose a plan from the list of those with room, or recall the licence.
problem-nothing_superfluous = Nothing of { $module } has to go any more.
    .detail = Look at the comparison again: it can be activated, or something else stands in the way.
problem-installation_unknown = There is no such installation.
    .detail = Choose the central one or one of its satellites, by its short name.
problem-export_too_long = A workbook cannot hold so many users.
    .detail = A sheet has room for 1,048,575. Export as CSV, or choose fewer with a filter.

## System events

problem-event_exists = { $key ->
    [no_login] No login
    [no_freetext] No free text
    [no_travel] No travel
    [message_of_the_day] Message of the day
   *[other] { $key }
} is on already for the same.
    .detail = Change the one that is there, or end it first.
problem-event_must_run = This must run to its end.
    .detail = Only whoever raised it ends it: { $by }. Look at how far it is, or ask whoever looks after the application. Once that token is revoked, you may end it as an emergency.
problem-event_in_emergency = This is ended in an emergency only.
    .detail = What goes on is left half done. Say that it is an emergency if nothing else helps.
problem-too_many_system_events = No more than { $count } system events can be on at the same time.
    .detail = End those that are over first.

## Metered services

problem-meter_unknown = There is no such meter: { $meter }.
    .detail = Send the meter's full name as the event's type, for example “superoffice.emails”. If the name is right, activate a package that has this meter and send the event again.
problem-quantity_missing = The event says no quantity.
    .detail = Send how much was used as data.quantity: this meter adds up or compares quantities.
problem-quantity_wrong = This quantity cannot be counted.
    .detail = Send a whole number from 0 to 1,000,000,000,000,000. A meter that counts events counts each one once: leave the quantity out or send 1; a correction sends 1 or 0. For fractions use a smaller unit.
problem-subject_missing = The event does not say whom it is about.
    .detail = Send the attribute subject: this meter counts different subjects.
problem-time_ahead = The event lies in the future.
    .detail = Check the clock of the machine that sends it. An event may be up to an hour ahead.
problem-time_past = The event is too old to be counted.
    .detail = Events are taken for as long as they are known again; the operator of the server sets how many days that is (meters.window_days).
problem-time_unreadable = The event's time cannot be read.
    .detail = Send it as RFC 3339 has it, with a zone: 2026-11-21T12:00:00Z.
problem-corrects_unknown = There is no such event to correct.
    .detail = Send as data.corrects the id of an earlier event of the same source that was counted. A correction cannot be corrected: correct the event again instead.
problem-corrects_other = The event to correct is one of another meter.
    .detail = Send the correction with the type of the event that it corrects.
problem-event_unreadable = The event is no JSON object.
    .detail = Send each event of a batch as a JSON object, as CloudEvents 1.0 describes it.
problem-attribute_missing = The event has no { $attribute }.
    .detail = Send the attribute { $attribute } with a text that is not empty.
problem-attribute_wrong = The attribute { $attribute } is no text.
    .detail = Send { $attribute } as a text.
problem-specversion_unknown = The event is of another version of CloudEvents.
    .detail = Send events of version 1.0, with specversion “1.0”.
problem-data_unreadable = The event's data is no JSON object.
    .detail = Send the data as a JSON object, for example {"{"}"quantity": 3{"}"}, or none at all.
problem-too_many_events = These are too many events at once.
    .detail = Send at most { $most } events in a batch.

## Orders, terms, the store

problem-nothing_changes = Nothing would change.
    .detail = Choose another number of something first.
problem-not_sold = { $module } cannot be ordered here.
    .detail = It is not sold, or does not go with what you have. Ask the vendor.
problem-unrestricted_already = There is no limit on { $module } already.
    .detail = Leave it as it is: everybody may have it.
problem-too_many_units = That is more { $module } than can be ordered.
    .detail = Check the number; ask the vendor about very large ones.
problem-no_term = { $module } cannot become fewer here.
    .detail = Fewer take effect when a subscription is renewed, and no term was agreed, or it is over. Ask the vendor.
problem-suite_empty = A suite needs at least one user.
    .detail = Leave one, or ask the vendor to end the subscription.
problem-suite_not_above = There is no way up to { $module } from here.
    .detail = Choose one of the suites above the present one, or ask the vendor.
problem-amount_too_large = The amount is too large to be written down.
    .detail = Check the numbers.
problem-order_changed = The order is not what you saw any more.
    .detail = Prices or licences have changed meanwhile. Look at it again and confirm it if it is still right.
problem-order_decided = This order was decided already.
    .detail = Look at what became of it.
problem-reason_needed = A refusal needs a reason.
    .detail = Write in a sentence or two why; the customer reads it.
problem-term_invalid = These terms cannot be.
    .detail = { $path ->
        [began] Correct `began`: the first day of the term, as a date.
        [months] Correct `months`: whole months from 1 to 120.
        [period] Correct `period`: whole months from 1 to the length of the term.
        [notice] Correct `notice`: whole days, at most 366 and no more than the term has.
       *[other] Correct { $path }: an amount with as many decimals as the currency has.
    }
problem-term_over = This term has ended already.
    .detail = Choose a first day so that the term ends today or later.
problem-term_renewed = The next term was prepared already: it begins on { $date }.
    .detail = Look at the terms as they are now, and keep that first day or choose a later one. Beginning the former term again would renew it twice.
problem-renewal_not_due = The next term is not due.
    .detail = It was prepared already, or its day has not come.
problem-no_store = { $issuer } has no store.
    .detail = Ask the vendor whom to buy from.
problem-store_closed = You are not in the store.
    .detail = Open your licence manager and choose “Purchase new licences”. A visit lasts half an hour.
problem-visit_expired = This way into the store is too old.
    .detail = It is good for five minutes. Choose “Purchase new licences” in your licence manager again; if that does not help, the clock of its server is wrong.
problem-visit_used = This way into the store was used already.
    .detail = Choose “Purchase new licences” in your licence manager again.
problem-visit_unknown = The store does not know this licence manager.
    .detail = It must have been in contact with the vendor once, and licences must have been loaded for this serial number. Check for new licences in the manager, or ask the vendor.

## Mail and webhooks

problem-mail_off = No mail is sent here.
    .detail = Set a mail server under [mail] in the server’s settings, and start it again.
problem-mail_settings = The settings of the mail server cannot be used.
    .detail = Correct them under [mail], and start the server again.
problem-mail_refused = The mail server refused the message.
    .detail = Check the address, the sender and the sign-in with whoever runs the mail server.
problem-mail_unreachable = The mail server cannot be reached.
    .detail = Check its name, port and encryption under [mail] in the server’s settings.
problem-address_internal = This address leads into the server’s own network.
    .detail = Give one on the internet, or let the operator allow such addresses under [webhooks].
problem-too_many_webhooks = No more than { $count } webhooks can be told.
    .detail = Remove one that is no longer used first.

## Usage and invoices

problem-month_invalid = “{ $month }” is no month.
    .detail = Write it like 2026-10.
problem-month_not_over = { $month } has not begun yet.
    .detail = Choose an earlier month.
problem-invoice_issued = This is issued already, as no. { $number }.
    .detail = What is issued never changes. Credit it if it is wrong.
problem-draft_outdated = Something came since this draft was drawn up.
    .detail = A figure, a credit note or another invoice changes what is due. Draw the drafts up again, look, and issue then.
problem-invoice_not_issued = This is a draft, and no invoice yet.
    .detail = A draft needs no credit note: draw it up again.
problem-invoice_credited = Invoice no. { $number } was taken back already.
    .detail = Open its credit note.
problem-invoice_not_creditable = No. { $number } is a credit note that takes an invoice back.
    .detail = It cannot be taken back itself. Draw up a new invoice if something is due.
problem-invoice_corrected = No. { $number } corrects this invoice.
    .detail = Credit no. { $number } first, then this one: otherwise the customer would get the same back twice.
problem-nothing_to_report = There is nothing to report.
    .detail = Every figure is receipted, or no month is closed yet.
problem-receipt_unknown = This receipt is for no usage bundle of this installation.
    .detail = Take it in where the bundle was made; ask the issuer for the receipt of the latest one.

## Why a value is refused: what the code's sentence is completed with

problem-too_large-body = What was sent is larger than it may be.
    .detail = At most { $most } is taken here. Check that it is what you meant to send, or send less at once.
problem-unsupported_media_type-compressed = What was sent is compressed, and is not unpacked here.
    .detail = Send it as it is, without Content-Encoding.
problem-why-json-ends-early = The body is not JSON: it ends too early in line { $line }, at character { $column }.
problem-why-json-breaks-off = The body is not JSON: it breaks off in line { $line }, at character { $column }.
problem-why-form-broken = The form was cut off on its way, or was changed. Load the page again and send it once more.
problem-why-no-field = There is no field `{ $path }`.
problem-why-missing = The field `{ $field }` is missing.
problem-why-twice = The field `{ $field }` comes twice.
problem-why-shape = { $whole ->
    [body] What was sent
   *[field] `{ $path }`
} must be { $kind ->
    [count] a whole number, 0 or more
    [whole] a whole number
    [fits] a whole number that fits
    [number] a number
    [truth] `true` or `false`
    [text] a text
    [list] a list
    [date] a date such as `2027-03-01`, or a moment such as `2027-03-01T12:00:00Z`
    [choice] one of: { $known }
   *[object] an object
}.
problem-why-range = It must be from 1 to { $most }.
problem-why-most-counted = More than { $most } cannot be counted.
problem-why-used-or-change = Send either `used` or `change`, and not both.
problem-why-most-reserved = More than { $most } cannot be reserved at a time.
problem-why-month = A month is written YYYY-MM, from 1970-01 to 9998-12.
problem-why-most-months = At most { $most } months are answered at once.
problem-why-date = It must be a date such as 2027-03-01.
problem-why-from-to = `from` must not be after `to`, nor after today.
problem-why-most-days = A report covers { $most } days at most.
problem-why-no-use-kept = No use is kept of `{ $name }`.
problem-why-no-reason = `{ $name }` is no reason.
problem-why-no-kind = There is no kind `{ $name }`.
problem-why-one-of = It must be one of: { $known }.
problem-why-message-empty = The message of the day needs a text.
problem-why-no-moment = That is no moment of our calendar.
problem-why-two-requests = Say how far it is, and change the event, in two requests.
problem-why-no-owner = Nobody owns an event that is everywhere.
problem-why-quantity-or-more = Send either `quantity` or `more`, and not both.
problem-why-amount = The amount is too large.
problem-why-page-limit = `limit` must be 1 to 1000.
problem-why-idempotency-key = `Idempotency-Key` must be 1 to 255 visible ASCII characters, bare or in double quotes.
problem-why-empty = `{ $path }` is empty.
problem-why-plain-text = `{ $path }` must have at most { $most } characters, none of them a control character.
problem-why-most-characters = At most { $most } characters.
problem-why-no-more-characters = No more than { $most } characters.
problem-why-control = Control characters cannot be kept.
problem-why-no-control = No control characters.
problem-why-name-100 = 1 to 100 characters.
problem-why-name-200 = A name has 1 to 200 characters.
problem-why-password-short = A password needs at least { $minimum } characters.
problem-why-password-long = A password may have at most { $most } bytes.
problem-why-password-simple = A password needs at least five different characters.
problem-why-password-login = A password must not contain the log-in name.
problem-why-login = A log-in name is needed.
problem-why-no-login = This cannot be a log-in name.
problem-why-name = A name is needed.
problem-why-email = An e-mail address looks like anna@example.org.
problem-why-no-address = { $address } is no mail address.
problem-why-most-addresses = At most { $most } addresses.
problem-why-most-groups = At most { $most } groups.
problem-why-most-attributes = At most { $most } attributes.
problem-why-attribute-name = An attribute’s name has 1 to { $most } characters, and = is none of them.
problem-why-attribute-twice = An attribute is there twice.
problem-why-former = The user is a former one: make the user active first.
problem-why-no-day = This is no day.
problem-why-day-over = The last day is over.
problem-why-choose-user = Choose at least one user.
problem-why-holder = 1 to 200 characters and at most 400 bytes, as they stand in the licence.
problem-why-serial = Digits, letters and hyphens, at most 40, as they stand in the licence.
problem-why-slug = A short name has 1 to 60 characters: small letters, digits and single hyphens between them.
problem-why-rule-name = A rule needs a name.
problem-why-rule-condition = A condition begins with what it looks at: an attribute by its name, as in department = Research.
problem-why-rule-value = A value is empty. To ask for any value at all, leave the whole list empty.
problem-why-rule-gives = A rule gives at least one plan or module.
problem-why-rule-twice = There are two rules called “{ $name }”.
problem-why-steps = Write at most 12 whole numbers of days from 1 to 730, with commas between them.
problem-why-key-days = A key may sign for 1 to { $most } days.
problem-why-reason = Say why in 1 to { $most } characters.
problem-why-control-but-tab = No control characters but tab and line feed.
problem-why-hold = A hold needs a text that says why; { "`{}`" } releases one.
problem-why-too-few-left = { $module }: there are only { $left } to give back.
problem-why-module-twice = { $module } is named twice.
problem-why-no-module = There is no module `{ $name }`.
problem-why-none-called = There is none of this name.
problem-why-not-to-users = `{ $name }` is given with a plan or to everybody, not to single users.
problem-why-no-installation = There is no installation `{ $name }`.
problem-why-still-to-come = `{ $at }` is still to come.
problem-why-nul = The character NUL (U+0000) cannot be kept: it is invisible, and may have come with what was copied.
